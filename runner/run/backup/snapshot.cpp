#include "run/backup/snapshot.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/ascii.hpp"
#include "base/gate.hpp"
#include "base/text.hpp"
#include "check/contract_check.hpp"
#include "check/findings.hpp"
#include "check/parsed_response.hpp"
#include "check/server_words.hpp"
#include "json/exact.hpp"
#include "json/pointer.hpp"
#include "json/text.hpp"

namespace conform {
namespace {

using nlohmann::json;
using StoredJsonOrError = tl::expected<StoredJson, std::string>;

/// So often a read is tried at most until two in a row agree, with pauses between that are doubled each time.
constexpr int most_reads = 5;
/// So many of them may get no complete response: each may take as long as the target's time limit.
constexpr int most_without_response = 2;
constexpr std::chrono::milliseconds first_pause{50};

// What a response was, in words, when it is not what was hoped for.
std::string describe(const Operation& operation, const FinishedExchange& finished, const Redaction& redaction) {
  if (!finished.gave_up.empty()) return finished.gave_up;
  const Response* response = response_of(finished.exchange);
  if (response == nullptr)
    return operation.id +
           " got no complete response: " + plain(std::get<TransportError>(finished.exchange.response).detail);
  const std::string words = response->status >= 300 ? shown(with_server_words(*response), redaction) : std::string{};
  return operation.id + " responded " + std::to_string(response->status) + words;
}

bool succeeded(const FinishedExchange& finished) {
  const Response* response = response_of(finished.exchange);
  return finished.gave_up.empty() && response != nullptr && response->status >= 200 && response->status <= 299;
}

bool same_id(std::string_view a, std::string_view b) { return lower(a) == lower(b); }

/// How a response that shows a user is judged.
enum class Judge {
  as_every_exchange,  ///< by the contract: what is kept as an original must be nothing else
  by_id               ///< a run may have left there what no schema allows
};

/// Whether a read that fails is repeated. Of users that no actor may read a refusal is what is to be expected.
enum class Again { with_pauses, never };

/// Talks to the target about users and their attributes, on behalf of whom it may.
class UserClient {
 public:
  UserClient(const BackupSetting& backup_setting, RetryingClient& client)
      : backup_setting_{backup_setting}, client_{client} {}

  /// Who can read the record of an actor; null: no actor.
  [[nodiscard]] const User* reader_of(const User& owner) const {
    const bool pooled = std::ranges::find(backup_setting_.pool, owner) != backup_setting_.pool.end();
    if (pooled || owner.actor == "admin" || (owner.actor == "reader" && backup_setting_.reads_by_get)) return &owner;
    return admin();
  }
  /// Who can write it.
  [[nodiscard]] const User* writer_of(const User& owner) const {
    return std::ranges::find(backup_setting_.pool, owner) != backup_setting_.pool.end() ? &owner : admin();
  }

  [[nodiscard]] StoredJsonOrError record(const User& reader, const std::string& id, Judge judge) {
    const Operation* operation = backup_setting_.contract.find(backup_setting_.reads_by_get ? "getUser" : "updateUser");
    if (operation == nullptr) return tl::unexpected{std::string{"this version cannot read a user"}};
    auto body =
        backup_setting_.reads_by_get ? std::nullopt : std::optional{exact_text(user_document(id, json::object()))};
    const FinishedExchange finished = read({*operation, reader, id, std::move(body)}, reader);
    if (!succeeded(finished)) return tl::unexpected{describe(*operation, finished, *redactor())};
    const std::string& bytes = response_of(finished.exchange)->body;
    const auto document = parse_exact(bytes);
    if (!document) {
      return tl::unexpected{describe(*operation, finished, *redactor()) +
                            " with something that is not JSON: " + shown(document.error().message, *redactor())};
    }
    const json* shown_id = resolve_pointer(*document, "/data/id");
    if (shown_id == nullptr || !shown_id->is_string())
      return tl::unexpected{describe(*operation, finished, *redactor()) + " without the id of a user"};
    if (!same_id(shown_id->get_ref<const std::string&>(), id))
      return tl::unexpected{describe(*operation, finished, *redactor()) + " with the record of another user"};
    StoredJson result = stored_record(bytes);
    if (!result)
      return tl::unexpected{describe(*operation, finished, *redactor()) + " without the attributes of a user"};
    if (std::string why = objection(*operation, id, finished, judge); !why.empty())
      return tl::unexpected{std::move(why)};
    return result;
  }

  [[nodiscard]] StoredJsonOrError custom_attributes(const User& owner, Judge judge) {
    const Operation* operation = backup_setting_.contract.find("getUserAttributes");
    if (operation == nullptr || !backup_setting_.reads_custom_attributes)
      return tl::unexpected{std::string{"the target does not offer getUserAttributes"}};
    const FinishedExchange finished = read({*operation, owner, {}}, owner);
    if (!succeeded(finished)) return tl::unexpected{describe(*operation, finished, *redactor())};
    StoredJson result = stored_custom_attributes(response_of(finished.exchange)->body);
    if (!result)
      return tl::unexpected{describe(*operation, finished, *redactor()) + " with something that is not a JSON object"};
    if (std::string why = objection(*operation, {}, finished, judge); !why.empty())
      return tl::unexpected{std::move(why)};
    return result;
  }

  [[nodiscard]] std::shared_ptr<const Redactor> redactor() const { return client_.redactor(); }

  [[nodiscard]] StoredJsonOrError sure_record(const User& reader, const std::string& id, Judge judge, Again again) {
    return surely([&] { return record(reader, id, judge); },
                  [&](const json& a, const json& b) {
                    return std::ranges::all_of(backup_setting_.shape.attributes, [&](const std::string& name) {
                      return member_or_null(a, name) == member_or_null(b, name);
                    });
                  },
                  again);
  }
  [[nodiscard]] StoredJsonOrError sure_custom_attributes(const User& owner, Judge judge, Again again) {
    return surely([&] { return custom_attributes(owner, judge); }, [](const json& a, const json& b) { return a == b; },
                  again);
  }

  /// Sends a change; what came of it in words.
  std::string write(const char* operation_id, const User& sender, const std::string& id, std::string body) {
    const Operation* operation = backup_setting_.contract.find(operation_id);
    if (operation == nullptr) return std::string{"this version has no "} + operation_id;
    const FinishedExchange finished = client_.send({*operation, sender, id, std::move(body)}, "restore");
    return succeeded(finished) ? std::string{} : describe(*operation, finished, *redactor());
  }

  /// Reads after a write of ours, for as long as reads may lag behind it and `agrees` says no.
  template <class Read, class Agrees>
  [[nodiscard]] StoredJsonOrError after_write(const Read& read, const Agrees& agrees) {
    constexpr std::chrono::milliseconds step{50};
    const auto end = client_.now() + backup_setting_.consistency;
    StoredJsonOrError now = read();
    for (int failures = now ? 0 : 1; failures < most_reads; failures += now ? 0 : 1) {
      if (now && (agrees(*now->value) || client_.now() >= end)) break;
      if (!client_.wait(step)) break;
      now = read();
    }
    return now;
  }

  /// Waits until reads show what was written last.
  void wait_until_consistent() {
    if (backup_setting_.consistency.count() > 0) static_cast<void>(client_.wait(backup_setting_.consistency));
  }

 private:
  /// Reads until two reads in a row are alike: one response of a cache or a proxy decides nothing.
  template <class Read, class Same>
  [[nodiscard]] StoredJsonOrError surely(const Read& read, const Same& same, Again again) {
    std::optional<StoredJson> last;
    std::string why;
    std::chrono::milliseconds pause = first_pause;
    const int without_response_before = without_response_;
    for (int reads = 0; reads < most_reads && without_response_ - without_response_before < most_without_response;
         ++reads) {
      StoredJsonOrError now = read();
      if (now && !last) {
        last = std::move(*now);
        continue;
      }
      if (now && same(*last->value, *now->value)) return now;
      why = now ? "repeated reads differ" : now.error();
      last = now ? std::optional{std::move(*now)} : std::nullopt;
      if (again == Again::never || !client_.wait(pause)) break;
      pause *= 2;
    }
    return tl::unexpected{why.empty() ? std::string{"too many reads fail"} : why};
  }

  [[nodiscard]] const User* admin() const {
    const auto found = backup_setting_.special_actors.find("admin");
    return found == backup_setting_.special_actors.end() ? nullptr : &found->second;
  }

  // Tokens that are meant to be refused are not renewed for it.
  static On401 on_401_of(const User& reader) {
    return reader.actor == "unlinked" || reader.actor == "expired" ? On401::keep : On401::renew;
  }

  // What the contract has against the body of a response, as a sentence.
  [[nodiscard]] std::string objection(const Operation& operation, const std::string& id,
                                      const FinishedExchange& finished, Judge judge) const {
    if (judge == Judge::by_id) return {};
    const ApiExchange exchange{.operation = &operation,
                               .user_id = id,
                               .request = &finished.exchange.request,
                               .result = &finished.exchange.response,
                               .parsed = parse_response(finished.exchange.response)};
    Findings findings{backup_setting_.suite.rules, backup_setting_.contract.version};
    findings.add(check_contract(exchange, {.schemas = backup_setting_.suite.schemas}), {.operation = operation.id});
    for (const Found& finding : findings.all()) {
      const bool of_body = finding.rule == "contract.user" || finding.rule == "contract.attributes" ||
                           finding.rule == "contract.json" || finding.rule == "contract.user-id";
      if (of_body && finding.level == Level::must)
        return shown(finding.message + "; expected " + finding.expected, *redactor());
    }
    return {};
  }

  // Sends a read, and counts those that get no complete response.
  [[nodiscard]] FinishedExchange read(const OutgoingRequest& request, const User& reader) {
    FinishedExchange finished = client_.send(request, "keep", on_401_of(reader));
    if (response_of(finished.exchange) == nullptr) ++without_response_;
    return finished;
  }

  const BackupSetting& backup_setting_;
  RetryingClient& client_;
  int without_response_ = 0;
};

/// Compares and rebuilds the record of one user.
class RecordOf {
 public:
  RecordOf(const json& original, const RecordShape& shape) : original_{original}, shape_{shape} {}

  /// The attributes in which a record is not what it was, beside those that the server sets. Attributes that the
  /// contract does not know only must be there: servers keep what they like in them ("updatedAt").
  template <class Same>
  [[nodiscard]] std::vector<std::string> differences(const json& now, const Same& same) const {
    std::vector<std::string> names;
    for (const std::string& name : shape_.attributes) {
      if (!shape_.server_managed.contains(name) &&
          !same(name, member_or_null(original_, name), member_or_null(now, name)))
        names.push_back(name);
    }
    for (const auto& [name, value] : original_.items()) {
      const bool known = std::ranges::find(shape_.attributes, name) != shape_.attributes.end();
      if (!known && !shape_.server_managed.contains(name) && !value.is_null() && member_or_null(now, name).is_null())
        names.push_back(name);
    }
    return names;
  }
  /// By the text of each value.
  [[nodiscard]] std::vector<std::string> other_text(const json& now) const {
    return differences(now, [](const std::string&, const json& a, const json& b) { return a == b; });
  }
  /// By value: the rest is a matter of spelling.
  [[nodiscard]] std::vector<std::string> lost(const json& now) const {
    return differences(now, [](const std::string& name, const json& a, const json& b) {
      return same_value(name, by_value(a), by_value(b));
    });
  }
  /// "address (was {"houseNo":18.50}, is {"houseNo":18.5})", for each attribute that is spelled otherwise now.
  [[nodiscard]] std::vector<std::string> respelled(const json& now, const Redaction& redaction) const;

  /// Bodies of setUser that may bring it back, the plainest first. Servers differ in what they take: attributes that
  /// the contract does not know, and attributes left out.
  [[nodiscard]] std::vector<json> candidate_bodies() const {
    std::vector<json> all;
    const auto add = [&](json body) {
      if (std::ranges::find(all, body) == all.end()) all.push_back(std::move(body));
    };
    json whole = json::object();
    json known = json::object();
    for (const auto& [name, value] : original_.items()) {
      if (shape_.server_managed.contains(name) || value.is_null()) continue;
      whole[name] = value;
      if (std::ranges::find(shape_.attributes, name) != shape_.attributes.end()) known[name] = value;
    }
    json with_nulls = known;
    json with_empties = known;
    for (const std::string& name : shape_.attributes) {
      if (known.contains(name) || shape_.server_managed.contains(name)) continue;
      with_nulls[name] = nullptr;
      with_empties[name] = name == "address" ? json::object() : json("");
    }
    add(whole);
    add(known);
    add(std::move(with_nulls));
    add(std::move(with_empties));
    return all;
  }

  /// Bodies of updateUser for what is left: what was not there is cleared by null, or else by an empty value.
  [[nodiscard]] std::vector<json> changes(const json& now) const {
    json with_nulls = json::object();
    json with_empties = json::object();
    for (const std::string& name : lost(now)) {
      const json& was = member_or_null(original_, name);
      const json& is = member_or_null(now, name);
      with_nulls[name] = was;
      with_empties[name] = !was.is_null() ? was : name == "address" ? json::object() : json("");
      if (!was.is_object() || !is.is_object()) continue;
      for (const auto& [member, value] : is.items()) {
        if (was.contains(member) || is_cleared(value)) continue;
        with_nulls[name][member] = nullptr;
        with_empties[name][member] = "";
      }
    }
    return {std::move(with_nulls), std::move(with_empties)};
  }

 private:
  const json& original_;
  const RecordShape& shape_;
};

// Of names that a server chose, as many as a reader needs to see.
std::string some_of(const std::vector<std::string>& names) {
  constexpr std::size_t most_named = 8;
  std::string text = joined(std::span{names}.first(std::min(most_named, names.size())));
  return names.size() > most_named ? text + fmt::format(" and {} more", names.size() - most_named) : text;
}

std::string spelling_of(const json& value, const Redaction& redaction) {
  constexpr std::size_t longest = 80;
  return shown(Untrusted{exact_text(value), longest, Untrusted::Form::json}, redaction);
}

void note_respelled(std::vector<std::string>& into, const std::string& name, const json& was, const json& is,
                    const Redaction& redaction) {
  const auto& [a, b] = std::pair{by_value(was), by_value(is)};
  if (was == is || is_cleared(was) || is_cleared(is) || !same_value(name, a, b)) return;
  if (was.is_object() && is.is_object()) {
    for (const auto& [member, value] : was.items())
      note_respelled(into, name + '/' + member, value, member_or_null(is, member), redaction);
    return;
  }
  into.push_back(fmt::format("{} (was {}, is {})", name, spelling_of(was, redaction), spelling_of(is, redaction)));
}

std::vector<std::string> RecordOf::respelled(const json& now, const Redaction& redaction) const {
  std::vector<std::string> names;
  for (const auto& [name, value] : original_.items()) {
    if (!shape_.server_managed.contains(name)) note_respelled(names, name, value, member_or_null(now, name), redaction);
  }
  return names;
}

// Why a record is not what it was; empty: it is. What is only spelled otherwise goes to `respelled`.
std::string restore_record(UserClient& desk, const User& owner, const json& original,
                           const BackupSetting& backup_setting, std::vector<std::string>& respelled) {
  const User* reader = desk.reader_of(owner);
  if (reader == nullptr) return "no actor of the target can read it";
  auto first = desk.sure_record(*reader, owner.id, Judge::by_id, Again::with_pauses);
  const User* writer = desk.writer_of(owner);
  // A record that cannot be read any more may be readable again once it is replaced.
  if (!first && (writer == nullptr || !backup_setting.replaces)) return "it cannot be read: " + first.error();
  json now = first ? *first->value : json::object();
  const RecordOf record{original, backup_setting.shape};
  if (first && record.other_text(now).empty()) return {};
  if (writer == nullptr) {
    const auto lost = record.lost(now);
    return lost.empty() ? std::string{}
                        : "no actor of the target can write it, and these attributes were changed: " + joined(lost);
  }
  std::string said;
  bool readable = first.has_value();
  const auto try_out = [&](const char* operation, json attributes) {
    const std::string refusal =
        desk.write(operation, *writer, owner.id, exact_text(user_document(owner.id, std::move(attributes))));
    if (!refusal.empty()) said = refusal;
    const auto again = desk.after_write([&] { return desk.record(*reader, owner.id, Judge::by_id); },
                                        [&](const json& seen) { return record.other_text(seen).empty(); });
    readable = again.has_value();
    if (again) now = *again->value;
    return again && record.lost(now).empty();
  };
  bool done = false;
  for (json& body : backup_setting.replaces ? record.candidate_bodies() : std::vector<json>{}) {
    done = done || try_out("setUser", std::move(body));
  }
  for (json& change : backup_setting.merges ? record.changes(now) : std::vector<json>{}) {
    done = done || try_out("updateUser", std::move(change));
  }
  if (done) {
    respelled = record.respelled(now, *desk.redactor());
    return {};
  }
  if (!readable) return "it cannot be read" + (first ? std::string{} : ": " + first.error());
  return "these attributes are still changed: " + joined(record.lost(now)) + (said.empty() ? "" : "; " + said);
}

template <class Same>
std::vector<std::string> other_keys(const json& original, const json& now, const Same& same) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : original.items()) {
    const auto found = now.find(key);
    if (found == now.end() || !same(*found, value)) keys.push_back(key);
  }
  return keys;
}

std::vector<std::string> keys_of_other_text(const json& original, const json& now) {
  return other_keys(original, now, [](const json& a, const json& b) { return a == b; });
}

std::vector<std::string> lost_keys(const json& original, const json& now) {
  return other_keys(original, now, [](const json& a, const json& b) { return by_value(a) == by_value(b); });
}

// Why /attributes are not what they were; empty: they are. `came`: keys that were not there.
std::string restore_custom_attributes(UserClient& desk, const User& owner, const json& original,
                                      std::vector<std::string>& respelled, std::vector<std::string>& came) {
  auto first = desk.sure_custom_attributes(owner, Judge::by_id, Again::with_pauses);
  if (!first) return "they cannot be read: " + first.error();
  json now = *first->value;
  const auto changed = keys_of_other_text(original, now);
  std::string refusal;
  if (!changed.empty()) {
    json change = json::object();
    for (const std::string& key : changed) change[key] = original.at(key);
    refusal = desk.write("setUserAttributes", owner, {}, exact_text(change));
    const auto again = desk.after_write([&] { return desk.custom_attributes(owner, Judge::by_id); },
                                        [&](const json& seen) { return keys_of_other_text(original, seen).empty(); });
    if (!again) return "they cannot be read: " + again.error();
    now = *again->value;
  }
  for (const auto& [key, value] : now.items()) {
    if (!original.contains(key)) came.push_back(key);
  }
  const auto still = lost_keys(original, now);
  if (still.empty()) {
    for (const auto& [key, value] : original.items())
      note_respelled(respelled, key, value, now.at(key), *desk.redactor());
    return {};
  }
  return std::to_string(still.size()) + " of " + std::to_string(original.size()) + " keys are still changed" +
         (refusal.empty() ? "" : "; " + refusal);
}

std::optional<User> user_named(const BackupSetting& backup_setting, const std::string& actor) {
  for (const User& user : backup_setting.pool) {
    if (user.actor == actor) return user;
  }
  const auto found = backup_setting.special_actors.find(actor);
  return found == backup_setting.special_actors.end() ? std::nullopt : std::optional{found->second};
}

std::optional<User> owner_of(const BackupSetting& backup_setting, const UserSnapshot& user) {
  auto owner = user_named(backup_setting, user.actor);
  return owner && same_id(owner->id, user.id) ? owner : std::nullopt;
}

constexpr const char* no_such_user = "the target no longer has this user";

// The name of a state of the fixtures that a record equals; empty: it equals none. States of few attributes prove
// nothing.
std::string fixture_like(const json& record, const BackupSetting& backup_setting) {
  constexpr std::size_t enough = 3;
  for (const auto& named : backup_setting.suite.fixtures.states) {
    const json& state = *named.second;
    std::size_t there = 0;
    const bool same = std::ranges::all_of(backup_setting.shape.attributes, [&](const std::string& attribute) {
      if (backup_setting.shape.server_managed.contains(attribute)) return true;
      const json& wanted = member_or_null(state, attribute);
      if (!is_cleared(wanted)) ++there;
      return same_value(attribute, by_value(wanted), by_value(member_or_null(record, attribute)));
    });
    if (same && there >= enough) return named.first;
  }
  return {};
}

}  // namespace

void note_operations(const Target& target, BackupSetting& backup_setting) {
  if (!target.operations) return;
  backup_setting.gets = target.operations->contains("getUser");
  backup_setting.replaces = target.operations->contains("setUser");
  backup_setting.merges = target.operations->contains("updateUser");
}

Snapshot take_snapshot(const BackupSetting& backup_setting, RetryingClient& client) {
  UserClient desk{backup_setting, client};
  Snapshot snapshot;
  const auto keep = [&](const User& user, bool pooled) {
    UserSnapshot original{.actor = user.actor, .id = user.id};
    bool whole = true;
    const Again again = pooled ? Again::with_pauses : Again::never;
    const auto missing = [&](std::string what, const std::string& why) {
      whole = false;
      if (pooled) snapshot.left_out.push_back({.actor = user.actor, .what = std::move(what), .reason = why});
    };
    if (const User* reader = desk.reader_of(user)) {
      if (auto record = desk.sure_record(*reader, user.id, Judge::as_every_exchange, again)) {
        original.record = std::move(*record);
      } else {
        missing("the record " + user.id, record.error());
      }
    }
    if (backup_setting.reads_custom_attributes && backup_setting.contract.find("getUserAttributes") != nullptr) {
      if (auto attributes = desk.sure_custom_attributes(user, Judge::as_every_exchange, again)) {
        original.custom_attributes = std::move(*attributes);
      } else {
        missing("/attributes", attributes.error());
      }
    }
    if (original.record) {
      if (const std::string state = fixture_like(*original.record.value, backup_setting); !state.empty()) {
        snapshot.warnings.push_back(
            fmt::format("The record of {} is the state \"{}\" of this suite's fixtures: an earlier run left it, or "
                        "another run is using the same users.",
                        user.actor, state));
      }
    }
    if (pooled && !whole) return;
    if (original.record || original.custom_attributes) snapshot.users.push_back(std::move(original));
  };
  for (const User& user : backup_setting.pool) keep(user, true);
  if (snapshot.users.empty() && !backup_setting.pool.empty()) return snapshot;  // no case that writes is run
  for (const auto& [name, user] : backup_setting.special_actors) keep(user, false);
  return snapshot;
}

Present read_present(const UserSnapshot& original, const BackupSetting& backup_setting, RetryingClient& client) {
  UserClient desk{backup_setting, client};
  Present present{.record = StoredJson{}, .custom_attributes = StoredJson{}};
  const auto owner = owner_of(backup_setting, original);
  if (!owner) return {.record = tl::unexpected{std::string{no_such_user}}, .custom_attributes = StoredJson{}};
  if (original.record) {
    const User* reader = desk.reader_of(*owner);
    present.record = reader == nullptr
                         ? StoredJsonOrError{tl::unexpected{std::string{"no actor of the target can read it"}}}
                         : desk.sure_record(*reader, owner->id, Judge::by_id, Again::with_pauses);
  }
  if (original.custom_attributes)
    present.custom_attributes = desk.sure_custom_attributes(*owner, Judge::by_id, Again::with_pauses);
  return present;
}

std::vector<std::string> differences(const UserSnapshot& original, const Present& present, const RecordShape& shape) {
  std::vector<std::string> names;
  if (original.record && present.record && *present.record)
    names = RecordOf{*original.record.value, shape}.other_text(*present.record->value);
  if (original.custom_attributes && present.custom_attributes && *present.custom_attributes) {
    for (const std::string& key :
         keys_of_other_text(*original.custom_attributes.value, *present.custom_attributes->value))
      names.push_back("/attributes " + key);
  }
  return names;
}

Restored restore_snapshot(const std::vector<UserSnapshot>& users, const BackupSetting& backup_setting,
                          RetryingClient& client) {
  UserClient desk{backup_setting, client};
  desk.wait_until_consistent();
  Restored result;
  std::vector<std::string> came_to;
  for (const UserSnapshot& user : users) {
    const auto note = [&](std::string what, std::string reason) {
      if (!reason.empty()) result.left.push_back({user.actor, std::move(what), std::move(reason)});
    };
    const auto owner = owner_of(backup_setting, user);
    if (!owner) {
      note("the record " + user.id, no_such_user);
      continue;
    }
    std::vector<std::string> respelled;
    std::vector<std::string> came;
    if (user.record)
      note("the record " + user.id, restore_record(desk, *owner, *user.record.value, backup_setting, respelled));
    if (user.custom_attributes)
      note("/attributes", restore_custom_attributes(desk, *owner, *user.custom_attributes.value, respelled, came));
    if (!respelled.empty()) {
      result.notes.push_back(fmt::format("{} is restored, but the server spells some values differently: {}.",
                                         user.actor, some_of(respelled)));
    }
    if (!came.empty()) came_to.push_back(fmt::format("{}: {}", user.actor, some_of(came)));
  }
  if (!came_to.empty()) {
    std::string text = "New keys of /attributes remain, since the API cannot remove them: ";
    for (std::size_t i = 0; i < came_to.size(); ++i) text += (i == 0 ? "" : "; ") + came_to[i];
    result.notes.push_back(text + ".");
  }
  return result;
}

}  // namespace conform
