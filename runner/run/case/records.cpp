#include <algorithm>
#include <utility>
#include <vector>

#include "check/effect_check.hpp"
#include "run/case/blame.hpp"
#include "run/case/conversation.hpp"

namespace conform {

using nlohmann::json;

const User* reader_of(CaseState& c, const std::string& id) {
  if (id == c.env.user.id) return &c.env.user;
  if (c.env.user2 && id == c.env.user2->id) return &*c.env.user2;
  for (const auto& [name, user] : c.setting.special_actors) {
    if (user.id == id && (name == "admin" || (name == "reader" && c.setting.reads_by_get))) return &user;
  }
  const bool known =
      std::ranges::any_of(c.setting.special_actors, [&](const auto& special) { return special.second.id == id; });
  const auto admin = c.setting.special_actors.find("admin");
  return known && admin != c.setting.special_actors.end() ? &admin->second : nullptr;
}

tl::expected<json, Outcome> read_record(CaseState& c, const std::string& id, const User& reader,
                                        const std::string& purpose, std::size_t* exchange) {
  Send send = request_by(c, reader, c.setting.reads_by_get ? "getUser" : "updateUser");
  send.user_id = id;
  if (!c.setting.reads_by_get) {
    send.body_kind = BodyKind::attributes;
    send.body = std::make_shared<const json>(json::object());
  }
  const auto prepared = prepare_for(c, send);
  if (!prepared) return tl::unexpected{prepared.error()};
  const auto response = send_request(c, *prepared, purpose, {}, c.max_level_of_reads);
  if (!response) return tl::unexpected{response.error()};
  if (exchange != nullptr) *exchange = response->index;
  const json* attributes = response->attributes();
  if (response->status() != 200 || attributes == nullptr || !attributes->is_object()) {
    return tl::unexpected{errored("the record of " + reader.actor + " cannot be read: " + send.operation +
                                  " responded " + std::to_string(response->status()) + response->words)};
  }
  c.identities.insert_or_assign(id, identity_of(*response->document()));
  c.known_by_response.erase(key_of(id, false));
  return *attributes;
}

tl::expected<json, Outcome> read_custom_attributes(CaseState& c, const User& owner, const std::string& purpose,
                                                   std::size_t* exchange) {
  const auto prepared = prepare_for(c, request_by(c, owner, "getUserAttributes"));
  if (!prepared) return tl::unexpected{prepared.error()};
  const auto response = send_request(c, *prepared, purpose, {}, c.max_level_of_reads);
  if (!response) return tl::unexpected{response.error()};
  if (exchange != nullptr) *exchange = response->index;
  const json* document = response->document();
  if (response->status() != 200 || document == nullptr || !document->is_object()) {
    return tl::unexpected{errored("the attributes of " + owner.actor + " cannot be read: getUserAttributes responded " +
                                  std::to_string(response->status()) + response->words)};
  }
  const std::string owner_id = owner_of(c, owner.actor);
  if (c.setting.owners->is_first_read(owner_id)) c.setting.owners->note(owner_id, *document, shared_keys(c), {});
  if (const auto leak = c.setting.owners->leak_in(owner_id, *document)) {
    c.findings.add({.rule = "contract.owner",
                    .where = "body",
                    .expected = "the attributes of " + owner.actor + ", and of no other user",
                    .actual = Untrusted{leak->key, 80, Untrusted::Form::words} + ", which only the user " +
                              leak->owner + " was given",
                    .message = "getUserAttributes responded with what another user was given"},
                   {.operation = "getUserAttributes", .exchange = response->index, .max_level = c.max_level_of_reads});
    return tl::unexpected{errored("getUserAttributes showed " + owner.actor + " what another user was given")};
  }
  c.known_by_response.erase(key_of(owner.id, true));
  return *document;
}

void wait_until_consistent(CaseState& c, const std::string& what) {
  const auto time = c.setting.consistency.unsettled_for(what, c.client.now());
  if (time.count() > 0) static_cast<void>(c.client.wait(time));  // a stop shows in the read
}

namespace {

// What cannot be read before the case wrote anything there is not the case's own doing.
Outcome with_origin(const CaseState& c, Outcome outcome, const std::string& id, bool on_custom_attributes) {
  const Response* response = c.exchanges.empty() ? nullptr : response_of(c.exchanges.back());
  const bool has_response = response != nullptr && response->status != 401;
  if (outcome.kind == OutcomeKind::errored && has_response &&
      !c.first_writes.contains(key_of(id, on_custom_attributes)) &&
      !c.setting.last_writers->of(key_of(id, on_custom_attributes), c.test_case.id).empty())
    outcome.reason += "; " + left_by(c, id, on_custom_attributes);
  return outcome;
}

// What the last case has read of a user, unless this one has written to them since.
SeenUser* still_seen(CaseState& c, const std::string& id) {
  const auto found = c.seen_before.find(id);
  const bool written = c.first_writes.contains(key_of(id, false)) || c.first_writes.contains(key_of(id, true));
  return found == c.seen_before.end() || written ? nullptr : &found->second;
}

std::vector<const User*> users_of(const CaseState& c) {
  std::vector<const User*> users{&c.env.user};
  if (c.env.user2) users.push_back(&*c.env.user2);
  return users;
}

}  // namespace

void take_last_reads(CaseState& c) {
  if (c.saved.last == nullptr) return;
  for (const User* user : users_of(c)) {
    if (auto seen = c.saved.last->take(user->id)) c.seen_before.emplace(user->id, std::move(*seen));
  }
}

void keep_last_reads(CaseState& c) {
  if (c.saved.last == nullptr) return;
  for (const User* user : users_of(c)) {
    SeenUser* before = still_seen(c, user->id);
    SeenUser seen = before == nullptr ? SeenUser{} : std::move(*before);
    const auto record = c.records.find(user->id);
    if (record != c.records.end() && !c.known_by_response.contains(key_of(user->id, false))) {
      seen.record = std::move(record->second);
      seen.identity = c.identities.at(user->id);
    }
    const auto keys = c.custom_attributes.find(user->actor);
    if (keys != c.custom_attributes.end() && !c.known_by_response.contains(key_of(user->id, true)))
      seen.keys = std::move(keys->second);
    c.saved.last->keep(user->id, std::move(seen));
  }
}

Stop ensure_read(CaseState& c, const std::string& id, const User& reader) {
  if (c.records.contains(id)) return std::nullopt;
  if (SeenUser* seen = still_seen(c, id); seen != nullptr && !seen->record.is_null()) {
    c.records.insert_or_assign(id, seen->record);
    c.identities.insert_or_assign(id, seen->identity);
    c.saved.any = true;
    return std::nullopt;
  }
  wait_until_consistent(c, id);
  auto record = read_record(c, id, reader, "read before");
  if (!record) return with_origin(c, record.error(), id, false);
  c.records.insert_or_assign(id, std::move(*record));
  return std::nullopt;
}

Stop ensure_custom_attributes_read(CaseState& c, const User& owner) {
  if (c.custom_attributes.contains(owner.actor)) return std::nullopt;
  if (SeenUser* seen = still_seen(c, owner.id); seen != nullptr && !seen->keys.is_null()) {
    c.custom_attributes.insert_or_assign(owner.actor, seen->keys);
    c.saved.any = true;
    return std::nullopt;
  }
  wait_until_consistent(c, owner.actor);
  auto read = read_custom_attributes(c, owner, "read before");
  if (!read) return with_origin(c, read.error(), owner.id, true);
  c.custom_attributes.insert_or_assign(owner.actor, std::move(*read));
  return std::nullopt;
}

void next_member_order(CaseState& c) {
  if (c.env.member_order) ++*c.env.member_order;
}

tl::expected<PreparedRequest, Outcome> prepare_for(CaseState& c, const Send& send) {
  auto prepared = prepare_request(send, c.env, c.setting.contract, c.setting.constraints);
  if (!prepared && !prepared.error().unknown_record.empty()) {
    const std::string id = prepared.error().unknown_record;
    if (const User* reader = reader_of(c, id)) {
      if (Stop stop = ensure_read(c, id, *reader)) return tl::unexpected{*stop};
      point_before(c);
      prepared = prepare_request(send, c.env, c.setting.contract, c.setting.constraints);
    }
  }
  if (!prepared) return tl::unexpected{outcome_of(prepared.error())};
  return std::move(*prepared);
}

void point_before(CaseState& c) {
  const auto found = c.records.find(c.env.user.id);
  c.env.before = found == c.records.end() ? nullptr : &found->second;
}

}  // namespace conform
