#include "run/engine/preflight.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <variant>

#include "base/ascii.hpp"
#include "base/gate.hpp"
#include "base/text.hpp"
#include "check/server_words.hpp"
#include "json/parse.hpp"
#include "run/case/control_requests.hpp"
#include "run/client/retry_after.hpp"

namespace conform {
namespace {

/// How a server refuses. The same refusal of everything is about who asks and where, not about an operation.
enum class Refusal { none, unauthorized, forbidden, not_there, redirect, page };

bool is_html(const Response& response) {
  const auto type = find_header(response.headers, "Content-Type");
  return type && lower(*type).starts_with("text/html") && trimmed(response.body).starts_with('<');
}

// 500 and 501 are the server's own, whatever they look like; 502 to 504 may be, with a document.
bool is_of_a_proxy(const Response& response) {
  const int status = response.status;
  if (status == 407 || status == 511) return true;
  if (status >= 502 && status <= 504) return !trimmed(response.body).starts_with('{');
  return status >= 200 && status <= 299 && is_html(response);
}

Refusal refusal_in(const FinishedExchange& finished) {
  const Response* response = response_of(finished.exchange);
  if (!finished.gave_up.empty() || response == nullptr) return Refusal::none;
  if (response->status == 401) return Refusal::unauthorized;
  if (response->status == 403) return Refusal::forbidden;
  if (says_not_there(response->status)) return Refusal::not_there;
  if (response->status >= 300 && response->status <= 399) return Refusal::redirect;
  return is_of_a_proxy(*response) ? Refusal::page : Refusal::none;
}

/// An actor for whom everything was refused.
struct RefusedActor {
  User user;
  std::string asked;  ///< "getUser and updateUser of 6c1c…"
  Refusal how = Refusal::none;
  bool custom_attributes_served = false;  ///< the token is good for /attributes: only the record is refused
  Response response;
};

/// Tries what actors must be allowed.
class PermissionCheck {
 public:
  PermissionCheck(const BackupSetting& backup_setting, RetryingClient& client)
      : backup_setting_{backup_setting}, client_{client} {}

  [[nodiscard]] std::optional<RefusedActor> user(const User& user) {
    auto refused = record(user, user.id);
    if (!refused) return refused;
    const Operation* operation = backup_setting_.contract.find("getUserAttributes");
    if (operation == nullptr || !backup_setting_.reads_custom_attributes) return refused;
    const Refusal attributes = refusal_in(client_.send({*operation, user, {}}, "preflight"));
    if (attributes == refused->how) {
      if (const std::size_t last = refused->asked.find(" and "); last != std::string::npos)
        refused->asked.replace(last, std::string_view{" and "}.size(), ", ");
      refused->asked += " and getUserAttributes";
      return refused;
    }
    // The token is good for something. A record that is denied or not found is another user's, or none.
    refused->custom_attributes_served = true;
    const bool of_record = refused->how == Refusal::forbidden || refused->how == Refusal::not_there;
    return of_record && attributes == Refusal::none ? refused : std::nullopt;
  }

  // Cases are there for a reader that is denied: it must be known as one.
  [[nodiscard]] std::optional<RefusedActor> reader(const User& user) {
    auto refused = record(user, user.id);
    return refused && refused->how != Refusal::forbidden ? refused : std::nullopt;
  }

  [[nodiscard]] std::optional<RefusedActor> admin(const User& user, const std::string& id) { return record(user, id); }

 private:
  // One refusal of both reading and writing a record; at least one of two 404, 405 and 501 is 404. What the target
  // does not list is not tried.
  [[nodiscard]] std::optional<RefusedActor> record(const User& user, const std::string& id) {
    std::vector<FinishedExchange> all;
    std::string asked;
    const auto ask = [&](const char* name, std::optional<std::string> body) {
      const Operation* operation = backup_setting_.contract.find(name);
      if (operation == nullptr) return true;
      asked += (asked.empty() ? "" : " and ") + operation->id;
      all.push_back(client_.send({*operation, user, id, std::move(body)}, "preflight"));
      return refusal_in(all.back()) != Refusal::none && refusal_in(all.back()) == refusal_in(all.front());
    };
    const nlohmann::json nothing{{"data", {{"type", "User"}, {"id", id}, {"attributes", nlohmann::json::object()}}}};
    if (backup_setting_.gets && !ask("getUser", std::nullopt)) return std::nullopt;
    if (backup_setting_.merges && !ask("updateUser", nothing.dump())) return std::nullopt;
    if (all.empty()) return std::nullopt;
    const Refusal how = refusal_in(all.front());
    const bool some_404 = std::ranges::any_of(
        all, [](const FinishedExchange& finished) { return response_of(finished.exchange)->status == 404; });
    if (how == Refusal::not_there && !some_404) return std::nullopt;
    return RefusedActor{.user = user,
                        .asked = std::move(asked),
                        .how = how,
                        .custom_attributes_served = false,
                        .response = *response_of(all.front().exchange)};
  }

  const BackupSetting& backup_setting_;
  RetryingClient& client_;
};

// "${env:USER1_TOKEN}", the way the target file has it, or what reports call it.
std::string token_of(const Target& target, const std::string& actor) {
  const auto found = target.actors.find(actor);
  if (found == target.actors.end()) return "its token";
  if (std::holds_alternative<OauthClient>(found->second.source)) return "what its \"oauth2\" gives";
  if (std::holds_alternative<TokenCommand>(found->second.source)) return "what its \"command\" prints";
  return found->second.written.empty() ? "$" + secret_name(actor, "TOKEN") : found->second.written;
}

// A clock that is off makes tokens look expired, or not valid yet.
std::string clock_remark(const Response& response) {
  using namespace std::chrono;
  const auto value = find_header(response.headers, "Date");
  if (response.status != 401 || !value || value->find(',') == std::string_view::npos) return {};
  const auto since_1970 = parse_retry_after(*value, system_clock::time_point{});
  if (!since_1970) return {};
  const auto off = duration_cast<minutes>(*since_1970 - system_clock::now().time_since_epoch());
  if (off > minutes{-5} && off < minutes{5}) return {};
  return fmt::format(" The clocks of the server and of this machine differ by {} minutes, which may be the cause.",
                     off.count() < 0 ? -off.count() : off.count());
}

std::string what_to_do(const Target& target, const RefusedActor& refused) {
  const std::string token = token_of(target, refused.user.actor);
  const std::string where = fmt::format("the base URL {} and the version {}", target.base_url, target.api_version);
  if (refused.how == Refusal::redirect)
    return fmt::format("Is {} right, and is {} what the server accepts instead of a login?", where, token);
  if (refused.how == Refusal::page) return fmt::format("Does {} lead to the API, and is the server running?", where);
  if (refused.user.actor == "admin") return fmt::format("Is {} the token of an administrator?", token);
  if (refused.custom_attributes_served) {
    return fmt::format("/attributes accepts this token: is {} the token of the user {}, and does that user exist?",
                       token, refused.user.id);
  }
  if (refused.how == Refusal::not_there)
    return fmt::format("Are {} right, and does the user {} exist?", where, refused.user.id);
  const auto scheme = find_header(refused.response.headers, "WWW-Authenticate");
  const bool basic = scheme && lower(*scheme).starts_with("basic");
  return fmt::format("Is {} the token of the user {}{}?", token, refused.user.id,
                     basic ? ", and does something in front of the server ask for a password (Basic)" : "");
}

std::string others_of(const std::vector<RefusedActor>& all) {
  constexpr std::size_t most_named = 4;
  if (all.size() < 2) return {};
  std::string text = " The same holds for ";
  for (std::size_t i = 1; i < std::min(all.size(), most_named); ++i) text += (i == 1 ? "" : ", ") + all[i].user.actor;
  if (all.size() > most_named) text += fmt::format(" and {} more", all.size() - most_named);
  return text + '.';
}

std::string in_sentences(const Target& target, const std::vector<RefusedActor>& all, const Redactor& redactor) {
  const RefusedActor& first = all.front();
  const std::string words = shown(server_words(first.response), redactor);
  const std::string page = first.how == Refusal::page && first.response.status < 300 ? " with a page" : "";
  return fmt::format("{} as {} got {}{}{}. ", first.asked, first.user.actor, first.response.status, page,
                     words.empty() ? std::string{} : ": \"" + words + '"') +
         redactor.redact(what_to_do(target, first) + clock_remark(first.response) + others_of(all));
}

}  // namespace

namespace {

// Nothing in time, or a byte now and then, which make no status line.
bool is_silence(const FinishedExchange& finished) {
  const auto* error = std::get_if<TransportError>(&finished.exchange.response);
  return error != nullptr && error->kind == TransportErrorKind::timed_out && (error->nothing_came || !error->partial);
}

bool has_no_response(const FinishedExchange& finished) {
  const auto* error = std::get_if<TransportError>(&finished.exchange.response);
  return finished.gave_up.empty() && error != nullptr && blames_server(error->kind);
}

// Whether the server is silent whatever it is asked: any server has some response to a path that it may not have.
std::string silent_altogether(const User& user, RetryingClient& client) {
  Request request{.method = "GET", .target = "/", .headers = {{"Accept", "*/*"}}, .body = std::nullopt};
  const FinishedExchange finished = client.send({std::move(request), user}, "preflight");
  if (!is_silence(finished)) return {};
  return "it accepts connections but never responds: " +
         plain(std::get<TransportError>(finished.exchange.response).detail);
}

}  // namespace

Preflight probe(const Target& target, const Contract& contract, const std::vector<User>& users,
                RetryingClient& client) {
  Preflight result;
  for (const Operation& operation : contract.operations) {
    if (!target.operations || target.operations->contains(operation.id)) result.offered.insert(operation.id);
  }
  if (target.operations) {
    // Its word is enough, but a server must be there.
    const bool reads = result.offered.contains("getUser") && target.readback != Readback::empty_patch;
    const Operation* operation = contract.find(reads ? "getUser" : "updateUser");
    const std::string& id = users.front().id;
    const nlohmann::json nothing{{"data", {{"type", "User"}, {"id", id}, {"attributes", nlohmann::json::object()}}}};
    if (operation != nullptr) {
      auto body = reads ? std::nullopt : std::optional{nothing.dump()};
      const FinishedExchange finished = client.send({*operation, users.front(), id, std::move(body)}, "preflight");
      result.unreachable = finished.gave_up;
      if (is_silence(finished)) result.unreachable = silent_altogether(users.front(), client);
    }
    result.reads_by_get = reads;
    std::string names;
    for (const Operation& one : contract.operations) {
      if (!result.offered.contains(one.id)) names += (names.empty() ? "" : ", ") + one.id;
    }
    if (!names.empty())
      result.notes.push_back("The target does not list " + names +
                             " in \"operations\": cases that need it are skipped.");
    return result;
  }
  for (const char* id : {"getUser", "getUserAttributes"}) {
    const Operation* operation = contract.find(id);
    if (operation == nullptr) continue;
    // One user may not exist, and one response may be a proxy's: only where all say so, the operation is not there.
    std::vector<Denial> denials;
    bool denied = true;
    constexpr std::size_t enough_silence = 2;
    std::size_t without_response = 0;  // in a row
    for (std::size_t i = 0; (denied || without_response > 0) && i < std::max<std::size_t>(2, users.size()); ++i) {
      const User& user = users[i % users.size()];
      FinishedExchange finished = client.send({*operation, user, user.id}, "preflight");
      if (!finished.gave_up.empty() && i == 0) {
        result.unreachable = finished.gave_up;
        return result;
      }
      if (i == 0 && is_silence(finished)) {
        result.unreachable = silent_altogether(user, client);
        if (!result.unreachable.empty()) return result;
      }
      const Response* response = response_of(finished.exchange);
      denied = denied && finished.gave_up.empty() && response != nullptr && says_not_there(response->status);
      if (has_no_response(finished) && ++without_response == enough_silence) {
        result.silent.push_back({.operation = id, .user = user, .exchange = std::move(finished.exchange)});
        break;
      }
      if (response != nullptr) without_response = 0;
      if (denied) denials.push_back({.operation = id, .user = user, .exchange = std::move(finished.exchange)});
    }
    if (denied && target.readback != Readback::get) {
      result.offered.erase(id);
      result.missing.insert(id);
      result.notes.push_back("The target does not offer " + std::string{id} + ": it responded " +
                             std::to_string(response_of(denials.back().exchange)->status) + " to " +
                             users.front().actor + ". Cases that need it are skipped" +
                             (operation->names_user() ? ", and records are read by an empty updateUser. If it should "
                                                        "exist, set \"readback\": \"get\" in the target file."
                                                      : "."));
    }
    std::ranges::move(denials, std::back_inserter(result.denials));
  }
  if (target.readback == Readback::empty_patch || !result.offered.contains("getUser")) result.reads_by_get = false;
  return result;
}

std::string explain_unreachable(std::string_view reason, std::string_view base_url) {
  if (reason.empty()) return {};
  // Without a token the target was not even asked.
  constexpr std::string_view unsendable = "unsendable: ";
  if (reason.starts_with(unsendable)) return std::string{reason.substr(unsendable.size())};
  std::string text = fmt::format("the target could not be reached: {}.", reason);
  // A certificate or a proxy that asks for a password comes with advice of its own.
  const bool has_advice = reason.starts_with("tls: ") || reason.find("(407)") != std::string_view::npos;
  if (!has_advice) text += fmt::format(" Is the server running, and is the base URL {} right?", base_url);
  return text;
}

std::vector<Denial> denied_writes(const Contract& contract, const std::set<std::string, std::less<>>& offered,
                                  const std::vector<User>& users, RetryingClient& client) {
  constexpr std::size_t most_asked = 4;
  std::vector<Denial> denied;
  for (const Operation& operation : contract.operations) {
    if (!operation.writes() || !offered.contains(operation.id)) continue;
    std::vector<Denial> denials;
    const std::size_t asked = std::clamp<std::size_t>(users.size(), 2, most_asked);
    for (std::size_t i = 0; i == denials.size() && i < asked; ++i) {
      const User& user = users[i % users.size()];
      const std::string& id = user.id;
      const nlohmann::json nothing{{"data", {{"type", "User"}, {"id", id}, {"attributes", nlohmann::json::object()}}}};
      FinishedExchange finished =
          client.send({operation, user, id, operation.id == "updateUser" ? nothing.dump() : "{}"}, "preflight");
      const Response* response = response_of(finished.exchange);
      if (finished.gave_up.empty() && response != nullptr && says_not_there(response->status))
        denials.push_back({.operation = operation.id, .user = user, .exchange = std::move(finished.exchange)});
    }
    if (denials.size() == asked) std::ranges::move(denials, std::back_inserter(denied));
  }
  return denied;
}

std::vector<Denial> contradicted(std::vector<Denial> denials, const Contract& contract, RetryingClient& client) {
  std::vector<Denial> odd;
  for (Denial& denial : denials) {
    const Operation* operation = contract.find(denial.operation);
    const FinishedExchange again =
        client.send({operation, denial.exchange.request, {&denial.user}, denial.user.actor}, "preflight, again");
    const Response* response = response_of(again.exchange);
    if (!again.gave_up.empty() || response == nullptr) continue;
    denial.later = response->status;
    // A setUser without a document is refused where there is one.
    const bool served = operation->writes() ? denial.later < 500 && !says_not_there(denial.later) : denial.later == 200;
    if (served) odd.push_back(std::move(denial));
  }
  return odd;
}

std::string refusal_of_all(const Target& target, const BackupSetting& backup_setting,
                           const std::set<std::string, std::less<>>& served, RetryingClient& client,
                           const Redactor& redactor) {
  PermissionCheck check{backup_setting, client};
  std::vector<RefusedActor> all;
  const User* known = nullptr;
  for (const User& user : backup_setting.pool) {
    auto refused = served.contains(user.actor) ? std::nullopt : check.user(user);
    if (!refused && known == nullptr) known = &user;
    if (refused) all.push_back(std::move(*refused));
  }
  for (const auto& [name, user] : backup_setting.special_actors) {
    if (known == nullptr) break;
    auto refused = name == "reader"  ? check.reader(user)
                   : name == "admin" ? check.admin(user, known->id)
                                     : std::nullopt;
    if (refused) all.push_back(std::move(*refused));
  }
  return all.empty() ? std::string{} : in_sentences(target, all, redactor);
}

namespace {

using ActorState = ActorCheck::State;

/// Asks about actors by GET alone.
class ReadingCheck {
 public:
  ReadingCheck(const Target& target, BackupSetting backup_setting, RetryingClient& client, const Redactor& redactor)
      : target_{target}, setting_{std::move(backup_setting)}, client_{client}, redactor_{redactor} {
    setting_.merges = false;  // what is not listed is not tried: no PATCH
  }

  [[nodiscard]] ActorCheck user(const User& user) {
    const auto record = ask("getUser", user, user.id);
    if (!record) return attributes(user);
    if (const auto early = without_response(user, *record)) return *early;
    if (shows_record(*record, user.id)) return result(user, ActorState::accepted, "getUser 200");
    if (auto refused = PermissionCheck{setting_, client_}.user(user)) {
      if (refused->how == Refusal::not_there && refused->custom_attributes_served) {
        return result(user, ActorState::undecided,
                      fmt::format("getUser got {}, but /attributes accepts this token: either the server does not have "
                                  "getUser, or the user {} does not exist",
                                  refused->response.status, user.id));
      }
      return result(user, ActorState::refused, in_sentences(target_, {std::move(*refused)}, redactor_));
    }
    return unclear(user, *record);
  }

  [[nodiscard]] ActorCheck reader(const User& user) {
    const auto record = ask("getUser", user, user.id);
    if (!record) return result(user, ActorState::undecided, "not asked: getUser is not listed");
    if (const auto early = without_response(user, *record)) return *early;
    const int status = response_of(record->exchange)->status;
    if (status == 200 || status == 403) return result(user, ActorState::accepted, fmt::format("getUser {}", status));
    if (auto refused = PermissionCheck{setting_, client_}.reader(user))
      return result(user, ActorState::refused, in_sentences(target_, {std::move(*refused)}, redactor_));
    return unclear(user, *record);
  }

  [[nodiscard]] ActorCheck admin(const User& user, const std::string& id) {
    const auto record = ask("getUser", user, id);
    if (!record) return result(user, ActorState::undecided, "not asked: getUser is not listed");
    if (const auto early = without_response(user, *record)) return *early;
    if (shows_record(*record, id)) return result(user, ActorState::accepted, "getUser of the first user: 200");
    if (auto refused = PermissionCheck{setting_, client_}.admin(user, id))
      return result(user, ActorState::refused, in_sentences(target_, {std::move(*refused)}, redactor_));
    return unclear(user, *record);
  }

  // `unlinked` and `expired` are there to be refused.
  [[nodiscard]] ActorCheck refused_with_401(const User& user, std::string_view question) {
    auto response = ask("getUser", user, user.id);
    if (!response) response = ask("getUserAttributes", user, {});
    if (!response) return result(user, ActorState::undecided, "not asked: no reading operation is listed");
    if (const auto early = without_response(user, *response)) return *early;
    const int status = response_of(response->exchange)->status;
    if (status == 401)
      return result(user, ActorState::accepted, "refused with 401, as it must be (a wrong token gets that, too)");
    const bool served = status >= 200 && status < 300;
    return result(user, served ? ActorState::refused : ActorState::undecided,
                  fmt::format("got {} instead of 401. {}", status, question));
  }

 private:
  [[nodiscard]] static ActorCheck result(const User& user, ActorState state, std::string text) {
    return {.actor = user.actor, .state = state, .text = std::move(text)};
  }

  // Nothing: the target does not have the operation.
  [[nodiscard]] std::optional<FinishedExchange> ask(std::string_view name, const User& user, std::string_view id) {
    const Operation* operation = setting_.contract.find(name);
    const bool listed = name == "getUser" ? setting_.gets : setting_.reads_custom_attributes;
    if (operation == nullptr || !listed) return std::nullopt;
    return client_.send({*operation, user, id}, "check");
  }

  [[nodiscard]] ActorCheck attributes(const User& user) {
    const auto own = ask("getUserAttributes", user, {});
    if (!own) return result(user, ActorState::undecided, "not asked: no reading operation is listed");
    if (const auto early = without_response(user, *own)) return *early;
    const int status = response_of(own->exchange)->status;
    if (status == 401) return result(user, ActorState::refused, "getUserAttributes got 401: " + token_question(user));
    if (status < 200 || status > 299) return unclear(user, *own);
    return result(user, ActorState::undecided,
                  "/attributes accepts this token; whether its record can be written only a write can show");
  }

  [[nodiscard]] std::string token_question(const User& user) const {
    return redactor_.redact(fmt::format("is {} the token of the user {}?", token_of(target_, user.actor), user.id));
  }

  [[nodiscard]] std::optional<ActorCheck> without_response(const User& user, const FinishedExchange& finished) const {
    if (response_of(finished.exchange) != nullptr && finished.gave_up.empty()) return std::nullopt;
    const auto* error = std::get_if<TransportError>(&finished.exchange.response);
    std::string reason = finished.gave_up;
    if (reason.empty() && error != nullptr) reason = "no response: " + plain(error->detail);
    const bool no_token = reason.starts_with("unsendable: ");
    return result(user, no_token ? ActorState::refused : ActorState::undecided,
                  redactor_.redact(no_token ? explain_unreachable(reason, target_.base_url) : reason));
  }

  [[nodiscard]] static bool shows_record(const FinishedExchange& finished, const std::string& id) {
    const Response* response = response_of(finished.exchange);
    if (response == nullptr || response->status != 200) return false;
    const auto document = parse_json(response->body);
    const nlohmann::json::json_pointer place{"/data/id"};
    if (!document || !document->is_object() || !document->contains(place) || !document->at(place).is_string())
      return false;
    return lower(document->at(place).get_ref<const std::string&>()) == lower(id);
  }

  [[nodiscard]] ActorCheck unclear(const User& user, const FinishedExchange& finished) const {
    const int status = response_of(finished.exchange)->status;
    const std::string words = shown(server_words(*response_of(finished.exchange)), redactor_);
    return result(user, ActorState::undecided,
                  fmt::format("got {}{}; expected 200 and a document of the user", status,
                              words.empty() ? std::string{} : " (\"" + words + "\")"));
  }

  const Target& target_;
  BackupSetting setting_;
  RetryingClient& client_;
  const Redactor& redactor_;
};

}  // namespace

std::vector<ActorCheck> check_actors(const Target& target, const BackupSetting& backup_setting, RetryingClient& client,
                                     const Redactor& redactor) {
  ReadingCheck check{target, backup_setting, client, redactor};
  std::vector<ActorCheck> results;
  for (const User& user : backup_setting.pool) results.push_back(check.user(user));
  for (const auto& [name, user] : backup_setting.special_actors) {
    if (name == "reader") results.push_back(check.reader(user));
    if (name == "admin") results.push_back(check.admin(user, backup_setting.pool.front().id));
    if (name == "unlinked")
      results.push_back(check.refused_with_401(
          user, "Does its user really lack a linked identity? If so, the server violates the specification."));
    if (name == "expired")
      results.push_back(
          check.refused_with_401(user, "Has this token really expired? If so, the server violates the specification."));
  }
  for (const auto& [name, actor] : target.actors) {
    if (actor.user_id || std::ranges::find(results, name, &ActorCheck::actor) != results.end()) continue;
    results.push_back(
        {.actor = name,
         .state = ActorState::undecided,
         .text = "not asked, and no case uses it: it has no \"userId\", and no user in \"users\" names it"});
  }
  return results;
}

}  // namespace conform
