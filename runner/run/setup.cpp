#include "run/setup.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "check/effect_check.hpp"
#include "check/forms.hpp"
#include "json/text.hpp"
#include "run/effects.hpp"
#include "run/records.hpp"

namespace conform {
namespace {

using nlohmann::json;

bool each_attribute(const CaseState& c, const json& wanted, const json& read,
                    bool (*same)(std::string_view, const json&, const json&)) {
  const json record = known_part(read, c.setting.shape);
  return std::ranges::all_of(c.setting.shape.attributes, [&](const std::string& attribute) {
    return c.setting.shape.server_managed.contains(attribute) ||
           same(attribute, member_or_null(wanted, attribute), member_or_null(record, attribute));
  });
}

// What a server makes of the record that it was sent may be another form of it.
bool holds(const CaseState& c, const json& wanted, const json& read) {
  return each_attribute(c, wanted, read, same_in_some_form);
}

/// How a record is brought into a state.
struct SetupWay {
  const char* operation;
  Effect effect;
  std::vector<json> attributes;  ///< to be tried one after the other, where the one before is refused
};

// What setUser must be sent. A server may insist on every attribute (a violation at should level that cases of its
// own report): then what is to be absent is cleared by null, or else by an empty value.
SetupWay by_replacing(const CaseState& c, const json& wanted) {
  json with_nulls = wanted;
  json with_empties = wanted;
  for (const std::string& attribute : c.setting.shape.attributes) {
    if (!wanted.is_object() || wanted.contains(attribute) || c.setting.shape.server_managed.contains(attribute) ||
        c.setting.restraints.kept.contains(attribute))
      continue;
    with_nulls[attribute] = nullptr;
    with_empties[attribute] = attribute == "address" ? json::object() : json("");
  }
  SetupWay way{.operation = "setUser", .effect = Effect::replace, .attributes = {wanted}};
  if (with_nulls != wanted) way.attributes.insert(way.attributes.end(), {with_nulls, with_empties});
  return way;
}

// What updateUser must be sent: what is there and is to be absent must be cleared, members of the address too.
SetupWay by_merging(const CaseState& c, const json& wanted, const json& before) {
  json with_nulls = wanted;
  json with_empties = wanted;
  const auto clear = [&](const std::string& name, const json& empty) {
    with_nulls[name] = nullptr;
    with_empties[name] = empty;
  };
  for (const std::string& attribute : c.setting.shape.attributes) {
    const json& present = member_or_null(before, attribute);
    if (!wanted.is_object() || c.setting.shape.server_managed.contains(attribute) ||
        c.setting.restraints.kept.contains(attribute) || is_cleared(present))
      continue;
    const json& next = member_or_null(wanted, attribute);
    if (next.is_null()) {
      clear(attribute, attribute == "address" ? json::object() : json(""));
    } else if (next.is_object() && present.is_object()) {
      for (const auto& [member, value] : present.items()) {
        if (next.contains(member) || is_cleared(value)) continue;
        with_nulls[attribute][member] = nullptr;
        with_empties[attribute][member] = "";
      }
    }
  }
  SetupWay way{.operation = "updateUser", .effect = Effect::merge, .attributes = {with_nulls}};
  if (with_empties != with_nulls) way.attributes.push_back(std::move(with_empties));
  return way;
}

// Whether the record is as it was wanted; the outcome: the case cannot go on.
tl::expected<bool, Outcome> verify_setup(CaseState& c, const Party& party, const SetupWay& way, const json& sent,
                                         const json& wanted, const Answered& answered) {
  const json before = c.records.at(party.id);
  const json identity = c.identities.at(party.id);
  std::size_t read = 0;
  auto later = read_record_until(c, party.id, party, "read after setup", &read,
                                 [&](const json& now) { return holds(c, wanted, now); });
  if (!later) return tl::unexpected{later.error()};
  const std::size_t found = c.findings.all().size();
  const auto pin = c.setting.pins.find("address-on-partial-patch");
  check_identity(way.operation, way.effect, identity, c.identities.at(party.id), read, Level::must, c.findings);
  check_effect(
      {.operation = way.operation,
       .effect = way.effect,
       .status = answered.status,
       .on_attributes = false,
       .before = before,
       .sent = sent,
       .answered = answered.attributes(),
       .later = &*later,
       .shape = c.setting.shape,
       .address_pin =
           way.effect == Effect::replace || pin == c.setting.pins.end() ? std::nullopt : std::optional{pin->second},
       .cap = Level::must,
       .exchange = answered.exchange,
       .read_exchange = read},
      c.findings);
  const bool holding = holds(c, wanted, *later);
  c.records.insert_or_assign(party.id, std::move(*later));
  forget_shared_keys(c, party);
  point_before(c);
  if (c.findings.all().size() > found && c.findings.any_must())
    return tl::unexpected{errored("the setup request itself violates the specification")};
  return holding;
}

tl::expected<Answered, Outcome> send_setup(CaseState& c, const Party& party, const char* operation,
                                           const json& attributes) {
  Send send = request_by(c, party, operation);
  send.user_id = party.id;
  send.body_kind = BodyKind::document;  // what the target protects is in it with its present value
  send.body =
      std::make_shared<const json>(json{{"data", {{"type", "User"}, {"id", party.id}, {"attributes", attributes}}}});
  return deliver(c, send, "setup");
}

// A record that was read is there: an operation on it that gets such a response is missing, or wrong.
void note_denied(CaseState& c, const char* operation, const Answered& answered) {
  c.setting.twins.deny(operation);
  if (c.findings.has("contract.status", answered.exchange)) return;
  c.findings.add("contract.status", operation, answered.exchange,
                 {.where = "status",
                  .expected = "200",
                  .actual = std::to_string(answered.status) + answered.words,
                  .message = std::string{operation} + " responded " + std::to_string(answered.status) +
                             " for an existing record"});
}

// A record that an earlier case left unreadable is replaced as a whole. What its read showed belongs to that case.
bool replaced_unreadable(CaseState& c, const Party& party, const json& source) {
  const std::size_t read = c.verdict.exchanges.size() - 1;
  const Response* response = c.verdict.exchanges.empty() ? nullptr : response_of(c.verdict.exchanges.back());
  const bool is_broken = response != nullptr && (response->status == 200 || response->status >= 500);
  if (!is_broken || !c.setting.offered.contains("setUser") || c.setting.last_writers->of(party.id, c.one.id).empty())
    return false;
  c.env.before = nullptr;
  c.env.own = party.id;
  const auto wanted = compose_attributes(source, c.env, c.setting.restraints);
  c.env.own.clear();
  if (!wanted) return false;
  const auto answered = send_setup(c, party, "setUser", *wanted);
  if (!answered || answered->status != 200 || know_record(c, party.id, party)) return false;
  c.findings.forget(read);
  return true;
}

Stop bring_about(CaseState& c, const Party& party, const json& source) {
  if (Stop stop = know_record(c, party.id, party)) {
    if (!replaced_unreadable(c, party, source)) return stop;
  }
  c.env.before = &c.records.at(party.id);
  c.env.own = party.id;
  auto wanted = compose_attributes(source, c.env, c.setting.restraints);
  c.env.own.clear();
  point_before(c);
  if (!wanted) return outcome_of(wanted.error());
  // In another form it is not what the case begins with: a server that keeps forms must be given this one.
  if (each_attribute(c, *wanted, c.records.at(party.id), same_value)) return std::nullopt;

  const bool merges = c.setting.offered.contains("updateUser");
  const bool replaces = c.setting.offered.contains("setUser") && !(merges && c.setting.twins.seems_missing("setUser"));
  std::vector<SetupWay> ways;
  if (replaces) ways.push_back(by_replacing(c, *wanted));
  if (merges) ways.push_back(by_merging(c, *wanted, c.records.at(party.id)));
  for (const SetupWay& way : ways) {
    bool denied = false;
    for (const json& attributes : way.attributes) {
      auto answered = send_setup(c, party, way.operation, attributes);
      if (!answered) return answered.error();
      if (answered->status == 422 && way.attributes.size() > 1) continue;
      if (says_not_there(answered->status)) {
        note_denied(c, way.operation, *answered);
        denied = c.setting.twins.seems_missing(way.operation) && &way != &ways.back();
        if (denied) break;
      }
      if (answered->status != 200)
        return errored("setup failed: " + std::string{way.operation} + " responded " +
                       std::to_string(answered->status) + answered->words);
      const json& meant = way.effect == Effect::replace ? attributes : *wanted;
      const auto holding = verify_setup(c, party, way, attributes, meant, *answered);
      if (!holding) return holding.error();
      if (*holding) return std::nullopt;
      if (way.effect == Effect::replace) return errored("setup failed: the record is not what setUser set it to");
    }
    if (denied) continue;
    return skipped(way.effect == Effect::replace
                       ? "the target refuses a setUser that omits or empties attributes, so the record cannot be set up"
                       : "updateUser alone cannot set up the record, and the target has no setUser");
  }
  return skipped("the target has no operation to set up a record");
}

bool holds_keys(const json& wanted, const json& read) {
  return std::ranges::all_of(wanted.items(), [&](const auto& item) {
    const auto found = read.find(item.key());
    return found != read.end() && equal_json(*found, item.value());
  });
}

Stop bring_about_attributes(CaseState& c, const Party& party, const json& source) {
  auto wanted = evaluate_all(source, c.env);
  if (!wanted) return errored(wanted.error());
  if (Stop stop = know_user_attributes(c, party)) return stop;
  const json before = c.user_attributes.at(party.actor);
  if (holds_keys(*wanted, before)) return std::nullopt;
  Send send = request_by(c, party, "setUserAttributes");
  send.body_kind = BodyKind::document;
  send.body = std::make_shared<const json>(*wanted);
  auto answered = deliver(c, send, "setup");
  if (!answered) return answered.error();
  if (answered->status < 200 || answered->status > 299)
    return errored("setup failed: setUserAttributes responded " + std::to_string(answered->status) + answered->words);
  std::size_t read = 0;
  auto later = read_user_attributes_until(c, party, "read after setup", &read,
                                          [&](const json& now) { return holds_keys(*wanted, now); });
  if (!later) return later.error();
  const std::size_t found = c.findings.all().size();
  if (c.setting.owners->leaked() && !holds_keys(*wanted, *later)) return errored(std::string{after_a_leak});
  check_effect({.operation = "setUserAttributes",
                .effect = Effect::merge,
                .status = answered->status,
                .on_attributes = true,
                .before = before,
                .sent = *wanted,
                .answered = nullptr,
                .later = &*later,
                .shape = c.setting.shape,
                .address_pin = std::nullopt,
                .cap = Level::must,
                .exchange = answered->exchange,
                .read_exchange = read},
               c.findings);
  forget_shared_attributes(c, party, *wanted);
  c.user_attributes.insert_or_assign(party.actor, std::move(*later));
  if (c.findings.all().size() > found && c.findings.any_must())
    return errored("the setup request itself violates the specification");
  return std::nullopt;
}

}  // namespace

Stop given(CaseState& c) {
  const Given& given = c.one.given;
  if (given.attributes) {
    if (Stop stop = bring_about(c, c.env.user, *given.attributes)) return stop;
  }
  if (given.other_attributes) {
    if (Stop stop = bring_about(c, *c.env.other, *given.other_attributes)) return stop;
  }
  if (given.user_attributes) {
    if (Stop stop = bring_about_attributes(c, c.env.user, *given.user_attributes)) return stop;
  }
  if (given.other_user_attributes) {
    if (Stop stop = bring_about_attributes(c, *c.env.other, *given.other_user_attributes)) return stop;
  }
  return std::nullopt;
}

}  // namespace conform
