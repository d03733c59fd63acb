#include "run/records.hpp"

#include <algorithm>
#include <utility>

#include "check/effect_check.hpp"
#include "run/hints.hpp"

namespace conform {

using nlohmann::json;

const Party* reader_of(CaseState& c, const std::string& id) {
  if (id == c.env.user.id) return &c.env.user;
  if (c.env.other && id == c.env.other->id) return &*c.env.other;
  for (const auto& [name, party] : c.setting.specials) {
    if (party.id == id && (name == "admin" || (name == "reader" && c.setting.reads_by_get))) return &party;
  }
  const bool known =
      std::ranges::any_of(c.setting.specials, [&](const auto& special) { return special.second.id == id; });
  const auto admin = c.setting.specials.find("admin");
  return known && admin != c.setting.specials.end() ? &admin->second : nullptr;
}

tl::expected<json, Outcome> read_record(CaseState& c, const std::string& id, const Party& reader,
                                        const std::string& purpose, std::size_t* exchange) {
  Send send = request_by(c, reader, c.setting.reads_by_get ? "getUser" : "updateUser");
  send.user_id = id;
  if (!c.setting.reads_by_get) {
    send.body_kind = BodyKind::attributes;
    send.body = std::make_shared<const json>(json::object());
  }
  const auto composed = compose_for(c, send);
  if (!composed) return tl::unexpected{composed.error()};
  auto answered = deliver(c, *composed, purpose, {}, c.cap_of_reads);
  if (!answered) return tl::unexpected{answered.error()};
  if (exchange != nullptr) *exchange = answered->exchange;
  const json* attributes = answered->attributes();
  if (answered->status != 200 || attributes == nullptr || !attributes->is_object()) {
    return tl::unexpected{errored("the record of " + reader.actor + " cannot be read: " + send.operation +
                                  " responded " + std::to_string(answered->status) + answered->words)};
  }
  c.identities.insert_or_assign(id, identity_of(*answered->document));
  return *attributes;
}

tl::expected<json, Outcome> read_user_attributes(CaseState& c, const Party& owner, const std::string& purpose,
                                                 std::size_t* exchange) {
  const auto composed = compose_for(c, request_by(c, owner, "getUserAttributes"));
  if (!composed) return tl::unexpected{composed.error()};
  auto answered = deliver(c, *composed, purpose, {}, c.cap_of_reads);
  if (!answered) return tl::unexpected{answered.error()};
  if (exchange != nullptr) *exchange = answered->exchange;
  if (answered->status != 200 || !answered->document || !answered->document->is_object()) {
    return tl::unexpected{errored("the attributes of " + owner.actor + " cannot be read: getUserAttributes responded " +
                                  std::to_string(answered->status) + answered->words)};
  }
  const std::string owner_id = owner_of(c, owner.actor);
  if (c.setting.owners->is_first_read(owner_id))
    c.setting.owners->note(owner_id, *answered->document, shared_keys(c), {});
  if (const auto leak = c.setting.owners->leak_in(owner_id, *answered->document)) {
    c.findings.add("contract.owner", "getUserAttributes", answered->exchange,
                   {.where = "body",
                    .expected = "the attributes of " + owner.actor + ", and of no other user",
                    .actual = Untrusted{leak->key, 80, Untrusted::Form::words} + ", which only the user " +
                              leak->owner + " was given",
                    .message = "getUserAttributes responded with what another user was given"},
                   c.cap_of_reads);
    return tl::unexpected{errored("getUserAttributes showed " + owner.actor + " what another user was given")};
  }
  return *answered->document;
}

void let_settle(CaseState& c, const std::string& what) {
  const auto time = c.setting.consistency.unsettled_for(what, c.messenger.now());
  if (time.count() > 0) static_cast<void>(c.messenger.wait(time));  // a stop shows in the read
}

namespace {

// What cannot be read before the case wrote anything there is not the case's own doing.
Outcome with_origin(const CaseState& c, Outcome outcome, const std::string& id, bool on_attributes) {
  const Response* response = c.verdict.exchanges.empty() ? nullptr : response_of(c.verdict.exchanges.back());
  const bool answered = response != nullptr && response->status != 401;
  if (outcome.kind == OutcomeKind::errored && answered && !c.first_writes.contains(key_of(id, on_attributes)) &&
      !c.setting.last_writers->of(key_of(id, on_attributes), c.one.id).empty())
    outcome.reason += "; " + left_by(c, id, on_attributes);
  return outcome;
}

}  // namespace

Stop know_record(CaseState& c, const std::string& id, const Party& reader) {
  if (c.records.contains(id)) return std::nullopt;
  let_settle(c, id);
  auto record = read_record(c, id, reader, "read before");
  if (!record) return with_origin(c, record.error(), id, false);
  c.records.insert_or_assign(id, std::move(*record));
  return std::nullopt;
}

Stop know_user_attributes(CaseState& c, const Party& owner) {
  if (c.user_attributes.contains(owner.actor)) return std::nullopt;
  let_settle(c, owner.actor);
  auto read = read_user_attributes(c, owner, "read before");
  if (!read) return with_origin(c, read.error(), owner.id, true);
  c.user_attributes.insert_or_assign(owner.actor, std::move(*read));
  return std::nullopt;
}

tl::expected<Composed, Outcome> compose_for(CaseState& c, const Send& send) {
  auto composed = compose(send, c.env, c.setting.contract, c.setting.restraints);
  if (!composed && !composed.error().unknown_record.empty()) {
    const std::string id = composed.error().unknown_record;
    if (const Party* reader = reader_of(c, id)) {
      if (Stop stop = know_record(c, id, *reader)) return tl::unexpected{*stop};
      point_before(c);
      composed = compose(send, c.env, c.setting.contract, c.setting.restraints);
    }
  }
  if (!composed) return tl::unexpected{outcome_of(composed.error())};
  return std::move(*composed);
}

void point_before(CaseState& c) {
  const auto found = c.records.find(c.env.user.id);
  c.env.before = found == c.records.end() ? nullptr : &found->second;
}

}  // namespace conform
