#include "run/case/conversation.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/gate.hpp"
#include "check/contract_check.hpp"
#include "check/parsed_response.hpp"
#include "check/server_words.hpp"
#include "json/exact.hpp"
#include "json/pointer.hpp"

namespace conform {

using nlohmann::json;

Level max_level_of(CaseState& c, const Expect& expect) {
  // Area 14: whatever happens to a request that no sane client sends is a violation at should level.
  constexpr int robustness = 14;
  const Requirement* cited = c.setting.suite.rules.find(expect.requirement);
  return cited != nullptr && cited->area == robustness ? Level::should : Level::must;
}

namespace {

/// So much of responses a case may get: what it keeps of them until it is over must not fill the memory.
constexpr std::size_t most_response_bytes = 16U << 20U;

std::size_t response_bytes(const CaseState& c) {
  std::size_t bytes = 0;
  for (const Exchange& exchange : c.exchanges) {
    const Response* response = response_of(exchange);
    if (response != nullptr) bytes += response->body.size();
  }
  return bytes;
}

// Who sends it with their own token; empty: no actor whose token must be accepted.
std::string sender_by_own_token(const CaseState& c, const PreparedRequest& prepared) {
  const auto value = find_header(prepared.request().headers, "Authorization");
  if (!value || count_header(prepared.request().headers, "Authorization") > 1) return {};
  const auto carries = [&](const User& user) { return !user.token.empty() && *value == "Bearer " + user.token; };
  if (carries(c.env.user)) return c.env.user.actor;
  return c.env.user2 && carries(*c.env.user2) ? c.env.user2->actor : std::string{};
}

// Attributes of the record that a write gives another value than the one that is known.
std::set<std::string> changed_by(const CaseState& c, const PreparedRequest& prepared) {
  std::set<std::string> names;
  if (!prepared.operation->writes() || !prepared.attributes.is_object()) return names;
  const auto known = c.records.find(prepared.user_id);
  for (const auto& [name, value] : prepared.attributes.items()) {
    if (known == c.records.end() || member_or_null(known->second, name) != value) names.insert(name);
  }
  if (known == c.records.end() || prepared.operation->method != "PUT" || !prepared.operation->names_user())
    return names;
  // What a replacement leaves out it clears.
  for (const std::string& name : c.setting.shape.attributes) {
    if (!prepared.attributes.contains(name) && !member_or_null(known->second, name).is_null()) names.insert(name);
  }
  return names;
}

std::string list_of(const std::set<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

// A token that was accepted and is refused now: after how many tokens' loss it is the server's doing.
constexpr std::size_t losses_to_mention = 2;
constexpr std::size_t losses_to_blame = 3;

void watch_token(CaseState& c, const PreparedRequest& prepared, CheckedExchange& checked, const StatusSet& allowed) {
  const std::string sender = sender_by_own_token(c, prepared);
  if (sender.empty() || prepared.undocumented) return;
  if (checked.status() >= 200 && checked.status() <= 299) {
    const Exchange& exchange = c.exchanges[checked.index];
    c.setting.token_watch->served(sender, {.operation = prepared.operation->id,
                                           .changed = changed_by(c, prepared),
                                           .case_id = c.test_case.id,
                                           .started = exchange.started_at,
                                           .ended = exchange.started_at + exchange.took});
    return;
  }
  if (checked.status() != 401 || allowed.contains(401)) return;
  const auto loss = c.setting.token_watch->refused(sender);
  if (!loss) return;
  // Tokens that are over by themselves are lost after reads as well.
  const bool by_change = !loss->after.changed.empty() && loss->alike > 2 * loss->others;
  checked.words += by_change ? "; the token was accepted until " + loss->after.operation + " changed " +
                                   list_of(loss->in_common) + " (case " + loss->after.case_id + ")"
                             : "; the token was accepted before: has it expired?";
  if (!by_change || !loss->is_new || loss->alike < losses_to_mention) return;
  c.findings.add({.rule = "contract.token",
                  .where = "header Authorization",
                  .expected = "the token accepted as before",
                  .actual = "401 since a change of " + list_of(loss->in_common) + ", with " +
                            std::to_string(loss->alike) + " tokens",
                  .message = "after a served " + loss->after.operation + " that changed " + list_of(loss->in_common) +
                             " the user's token is refused",
                  .max_level = loss->alike < losses_to_blame ? Level::should : Level::must},
                 {.operation = loss->after.operation, .exchange = checked.index});
}

}  // namespace

tl::expected<CheckedExchange, Outcome> accept(CaseState& c, const PreparedRequest& prepared, FinishedExchange finished,
                                              const StatusSet& allowed, Level max_level) {
  const std::size_t index = c.exchanges.size();
  const Exchange& exchange = c.exchanges.emplace_back(std::move(finished.exchange));
  if (!finished.gave_up.empty()) {
    // The silence that ends such a request early has been found by the cases before; only must-level ones are missed.
    return tl::unexpected{max_level == Level::should && finished.silent ? skipped(finished.gave_up)
                                                                        : errored(finished.gave_up)};
  }
  CheckedExchange checked{.index = index,
                          .exchange = {.operation = prepared.operation,
                                       .undocumented = prepared.undocumented,
                                       .user_id = prepared.user_id,
                                       .request = &exchange.request,
                                       .result = &exchange.response,
                                       .sent = prepared.document,
                                       .parsed = parse_response(exchange.response)}};
  const ParsedResponse& parsed = checked.exchange.parsed;
  c.findings.add(
      check_contract(checked.exchange,
                     {.schemas = c.setting.suite.schemas, .allowed = allowed, .sent_values = &c.setting.sent_values}),
      {.operation = prepared.operation->id, .exchange = index, .max_level = max_level});
  note_open_interpretations(c);
  const auto* error = std::get_if<TransportError>(&exchange.response);
  const Untrusted& beyond =
      error != nullptr && error->kind == TransportErrorKind::too_large ? error->detail : parsed.beyond;
  if (!beyond.empty()) {
    const std::string reason = prepared.operation->id + " gave a complete response beyond the limits of this suite: " +
                               shown(beyond, *c.client.redactor());
    return tl::unexpected{max_level == Level::should ? skipped(reason) : errored(reason)};
  }
  if (parsed.response == nullptr) {
    // Where that counts as a lesser violation, it is one that is found, and the case is over; the result is not
    // inconclusive.
    if (max_level == Level::should) return tl::unexpected{Outcome{.kind = OutcomeKind::passed, .reason = {}}};
    return tl::unexpected{errored(prepared.operation->id + " got no complete response: " +
                                  plain(std::get<TransportError>(exchange.response).detail))};
  }
  if (response_bytes(c) > most_response_bytes) {
    // A record of megabytes that a server shows more than once is not a fault of it.
    const std::string reason =
        fmt::format("the responses of this case have over {} bytes together", most_response_bytes);
    return tl::unexpected{max_level == Level::should ? skipped(reason) : errored(reason)};
  }
  const int status = checked.status();
  if (status >= 300) checked.words = shown(with_server_words(*parsed.response), *c.client.redactor());
  if (!prepared.undocumented)
    c.setting.coverage.response(*prepared.operation, status, !parsed.response->body.empty(), checked.document());
  const bool success = status >= 200 && status < 300 && !prepared.undocumented;
  if (success && prepared.actor == c.env.user.actor &&
      (prepared.user_id.empty() || prepared.user_id == c.env.user.id)) {
    c.setting.control_requests.note(c.env.user.actor, prepared.operation->id, {});
  }
  watch_token(c, prepared, checked, allowed);
  return checked;
}

On401 on_401_of(const StatusSet& allowed) { return allowed.contains(401) ? On401::keep : On401::renew; }

std::string owner_of(const CaseState& c, const std::string& actor) {
  if (c.env.user2 && actor == c.env.user2->actor) return c.env.user2->id;
  const auto special = c.setting.special_actors.find(actor);
  return special == c.setting.special_actors.end() ? c.env.user.id : special->second.id;
}

std::string key_of(const std::string& id, bool on_custom_attributes) {
  return on_custom_attributes ? id + "/attributes" : id;
}

namespace {

// Whose record a request is about: by the path, or by whose token it carries.
std::string owner_id(const CaseState& c, const PreparedRequest& prepared) {
  return prepared.user_id.empty() ? owner_of(c, prepared.actor) : prepared.user_id;
}

// What a request asks to be set goes to the log before it is sent: after a kill it distinguishes the run's writes from
// others.
void log_write(CaseState& c, const PreparedRequest& prepared) {
  if (c.setting.writes == nullptr || !prepared.request().body) return;
  const auto document = parse_exact(*prepared.request().body);
  if (!document) return;
  const bool of_record = prepared.operation->names_user();
  const json* attributes = of_record ? resolve_pointer(*document, "/data/attributes") : &*document;
  if (attributes == nullptr || !attributes->is_object()) return;
  ValueKeys keys = keys_of(*attributes);
  if (of_record && prepared.request().method == "PUT") {
    // What it leaves out it clears.
    json cleared = json::object();
    for (const std::string& name : c.setting.shape.attributes) {
      if (!attributes->contains(name)) cleared[name] = nullptr;
    }
    keys.merge(keys_of(cleared));
  }
  c.setting.writes->note(owner_id(c, prepared), of_record ? "record" : "attributes", keys);
}

// How the server spells what it was sent.
void log_response(CaseState& c, const PreparedRequest& prepared, const CheckedExchange& response) {
  const json* shown = response.attributes();
  if (c.setting.writes == nullptr || shown == nullptr || !prepared.operation->writes() ||
      !prepared.operation->names_user() || !prepared.attributes.is_object() || response.status() > 299)
    return;
  json sent = json::object();
  for (const auto& [name, value] : prepared.attributes.items()) {
    if (const auto found = shown->find(name); found != shown->end()) sent[name] = *found;
  }
  c.setting.writes->note(owner_id(c, prepared), "record", keys_of(sent));
}

}  // namespace

void note_sent(CaseState& c, const PreparedRequest& prepared) {
  if (prepared.operation->names_user() && prepared.operation->writes()) c.setting.sent_values.note(prepared.attributes);
  if (!prepared.operation->writes() && !prepared.undocumented) return;
  log_write(c, prepared);
  if (!prepared.operation->names_user()) {
    // Whose user an actor without one stands for is not known.
    const std::string owner = owner_of(c, prepared.outgoing.actor());
    if (!owner.empty()) c.setting.owners->note(owner, prepared.attributes, shared_keys(c), c.env.nonce);
  }
  // A read, where records are read so.
  if (!c.setting.reads_by_get && prepared.operation->id == "updateUser" && prepared.attributes == json::object())
    return;
  const std::string key = key_of(owner_id(c, prepared), !prepared.operation->names_user());
  c.setting.last_writers->note(key, c.test_case.id);
  c.first_writes.emplace(key, c.exchanges.size());
}

void note_written(CaseState& c, const PreparedRequest& prepared) {
  if (!prepared.operation->writes() && !prepared.undocumented) return;
  c.setting.consistency.wrote(prepared.operation->names_user() ? prepared.user_id : prepared.actor, c.client.now());
}

std::set<std::string, std::less<>> shared_keys(const CaseState& c) {
  return {c.setting.shape.attributes.begin(), c.setting.shape.attributes.end()};
}

namespace {

// A response that may be one to something else: the body of the request before it, which was refused, and perhaps left
// unread on the connection.
bool may_be_misread(const FinishedExchange& finished, const StatusSet& allowed) {
  if (!finished.gave_up.empty() || !finished.earlier || !finished.earlier->had_body || finished.earlier->status < 400)
    return false;
  // What was sent before a connection broke may have been executed: of such only reads are sent again.
  if (const auto* error = std::get_if<TransportError>(&finished.exchange.response))
    return blames_server(error->kind) && error->kind != TransportErrorKind::timed_out &&
           finished.exchange.request.method == "GET";
  const int status = std::get<Response>(finished.exchange.response).status;
  return status >= 400 && !allowed.contains(status);
}

std::string in_short(const ResponseOrError& response_or_error) {
  const auto* response = std::get_if<Response>(&response_or_error);
  return response != nullptr ? std::to_string(response->status)
                             : std::string{to_string(std::get<TransportError>(response_or_error).kind)};
}

// Asks on a new connection. What gets a response there counts.
FinishedExchange asked_anew(CaseState& c, const PreparedRequest& prepared, FinishedExchange first,
                            const StatusSet& allowed, Level max_level) {
  c.client.leave_connection();
  FinishedExchange again = c.client.send(prepared.outgoing, first.exchange.purpose, on_401_of(allowed));
  const auto* response = std::get_if<Response>(&again.exchange.response);
  const std::string was = in_short(first.exchange.response);
  if (!again.gave_up.empty() || response == nullptr || was == std::to_string(response->status)) return first;
  const std::string& refused = first.earlier->operation.empty() ? first.earlier->method : first.earlier->operation;
  first.exchange.purpose += ", after a refused request on its connection";
  c.findings.add(
      {.rule = "contract.connection",
       .where = "connection",
       .expected = std::to_string(response->status) + ", as on a new connection",
       .actual = was + ", after " + first.earlier->method + ' ' + first.earlier->target + ", which got " +
                 std::to_string(first.earlier->status),
       .message =
           refused +
           " was refused, and the next request on its connection was misread: its body may have been left unread"},
      {.operation = prepared.operation->id, .exchange = c.exchanges.size(), .max_level = max_level});
  c.exchanges.push_back(std::move(first.exchange));
  return again;
}

}  // namespace

tl::expected<CheckedExchange, Outcome> send_request(CaseState& c, const PreparedRequest& prepared, std::string purpose,
                                                    const StatusSet& allowed, Level max_level) {
  note_sent(c, prepared);
  FinishedExchange finished = c.client.send(prepared.outgoing, std::move(purpose), on_401_of(allowed));
  if (may_be_misread(finished, allowed)) finished = asked_anew(c, prepared, std::move(finished), allowed, max_level);
  note_written(c, prepared);
  const bool unavailable = finished.waits > 0 && c.client.is_unavailable_too_often();
  auto response = accept(c, prepared, std::move(finished), allowed, max_level);
  if (unavailable) {
    c.findings.add({.rule = "contract.status",
                    .where = "status",
                    .expected = "an immediate response to most requests",
                    .actual = "503 with Retry-After to more than half of the requests so far",
                    .message = "more than half of all requests get 503 at first, and succeed when they are repeated"},
                   {.operation = prepared.operation->id, .exchange = c.exchanges.size() - 1});
  }
  if (!response) return response;
  log_response(c, prepared, *response);
  return response;
}

tl::expected<CheckedExchange, Outcome> send_request(CaseState& c, const Send& send, std::string purpose) {
  const auto prepared = prepare_for(c, send);
  if (!prepared) return tl::unexpected{prepared.error()};
  return send_request(c, *prepared, std::move(purpose));
}

Send request_by(const CaseState& c, const User& user, std::string operation) {
  Send send;
  send.operation = std::move(operation);
  const bool is_user2 = c.env.user2 && user.actor == c.env.user2->actor;
  send.as = user.actor == c.env.user.actor ? "user" : is_user2 ? "user2" : user.actor;
  return send;
}

void note_observation(CaseState& c, const std::string& id, const std::string& seen, const std::string& requirement,
                      std::size_t exchange) {
  const auto pin = c.setting.pins.find(id);
  Observation observation{
      .id = id, .seen = seen, .pinned = pin == c.setting.pins.end() ? std::nullopt : std::optional{pin->second}};
  if (observation.pinned && *observation.pinned != seen) {
    c.findings.add({.rule = "expect.pin",
                    .where = "reading " + id,
                    .expected = *observation.pinned,
                    .actual = seen,
                    .message = "the target pins the interpretation " + *observation.pinned + " of " + id +
                               ", and this response shows " + seen,
                    .cited = Citation{requirement, Level::must}},
                   {.operation = {}, .exchange = exchange});
  }
  if (std::ranges::find(c.verdict.observations, observation) == c.verdict.observations.end())
    c.verdict.observations.push_back(std::move(observation));
}

namespace {

// Each user has e-mail addresses and phone numbers of its own, which are one value of the suite all the same.
Notice of_no_user(const CaseState& c, Notice notice) {
  const auto neutral = [&](const User& user) {
    const OwnValues own = own_values_for(user.id, c.env);
    for (std::size_t at = notice.value.find(own.mark); at != std::string::npos; at = notice.value.find(own.mark, at))
      notice.value.replace(at, own.mark.size(), "*");
  };
  neutral(c.env.user);
  if (c.env.user2) neutral(*c.env.user2);
  if (notice.where.ends_with("/phoneNumber")) {
    for (char& character : notice.value) character = character >= '0' && character <= '9' ? '0' : character;
  }
  return notice;
}

}  // namespace

std::set<std::string, std::less<>> note_open_interpretations(CaseState& c) {
  std::set<std::string, std::less<>> reported;
  for (const PlacedNotice& notice : c.findings.take_notices()) {
    const Requirement* owner = c.setting.suite.rules.of_observation(notice.observation);
    if (owner == nullptr) continue;
    note_observation(c, notice.observation, notice.interpretation, owner->id, notice.exchange);
    reported.insert(notice.observation);
    const auto other = c.setting.forms_seen->other_interpretation(of_no_user(c, notice));
    if (!other) continue;
    c.findings.add(two_interpretations(notice, *other), {.operation = notice.operation, .exchange = notice.exchange});
  }
  return reported;
}

}  // namespace conform
