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

bool holds(CaseState& c, const json& wanted, const json& read) {
  const json record = known_part(read, c.setting.shape);
  return std::ranges::all_of(c.setting.shape.attributes, [&](const std::string& attribute) {
    return c.setting.shape.server_managed.contains(attribute) ||
           same_in_some_form(attribute, member_or_null(wanted, attribute), member_or_null(record, attribute));
  });
}

Stop verify_setup(CaseState& c, const Party& party, const json& sent, const json& before, const Answered& answered) {
  const json identity = c.identities.at(party.id);
  std::size_t read = 0;
  auto later = read_record_until(c, party.id, party, "read after setup", &read,
                                 [&](const json& now) { return holds(c, sent, now); });
  if (!later) return later.error();
  const std::size_t found = c.findings.all().size();
  check_identity("setUser", Effect::replace, identity, c.identities.at(party.id), read, Level::must, c.findings);
  check_effect({.operation = "setUser",
                .effect = Effect::replace,
                .status = answered.status,
                .on_attributes = false,
                .before = before,
                .sent = sent,
                .answered = answered.attributes(),
                .later = &*later,
                .shape = c.setting.shape,
                .address_pin = std::nullopt,
                .cap = Level::must,
                .exchange = answered.exchange,
                .read_exchange = read},
               c.findings);
  const bool holding = holds(c, sent, *later);
  c.records.insert_or_assign(party.id, std::move(*later));
  forget_shared_keys(c, party);
  point_before(c);
  if (c.findings.all().size() > found && c.findings.any_must())
    return errored("the setup shows a departure of its own");
  if (!holding) return errored("the setup did not take hold: the record is not what setUser set it to");
  return std::nullopt;
}

Stop bring_about(CaseState& c, const Party& party, const json& source) {
  if (Stop stop = know_record(c, party.id, party)) return stop;
  c.env.before = &c.records.at(party.id);
  c.env.own = party.id;
  auto wanted = compose_attributes(source, c.env, c.setting.restraints);
  c.env.own.clear();
  point_before(c);
  if (!wanted) return outcome_of(wanted.error());
  const json before = c.records.at(party.id);
  if (holds(c, *wanted, before)) return std::nullopt;

  // A server may insist on every attribute (a departure at should level that cases of its own report): then what is
  // to be absent is cleared by null, or else by an empty value.
  std::vector<json> ways{*wanted};
  json with_nulls = *wanted;
  json with_empties = *wanted;
  for (const std::string& attribute : c.setting.shape.attributes) {
    if (!wanted->is_object() || wanted->contains(attribute) || c.setting.shape.server_managed.contains(attribute) ||
        c.setting.restraints.kept.contains(attribute))
      continue;
    with_nulls[attribute] = nullptr;
    with_empties[attribute] = attribute == "address" ? json::object() : json("");
  }
  if (with_nulls != *wanted) {
    ways.push_back(std::move(with_nulls));
    ways.push_back(std::move(with_empties));
  }
  for (const json& way : ways) {
    Send send = request_by(c, party, "setUser");
    send.user_id = party.id;
    send.body_kind = BodyKind::document;  // what the target protects is in it with its present value
    send.body = std::make_shared<const json>(json{{"data", {{"type", "User"}, {"id", party.id}, {"attributes", way}}}});
    auto answered = deliver(c, send, "setup");
    if (!answered) return answered.error();
    if (answered->status == 422 && ways.size() > 1) continue;
    if (answered->status != 200)
      return errored("the setup did not succeed: setUser answered " + std::to_string(answered->status) +
                     answered->words);
    return verify_setup(c, party, way, before, *answered);
  }
  return skipped(
      "the target refuses a setUser that leaves attributes out or empties them, so the record cannot be brought into "
      "the state that the case needs");
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
    return errored("the setup did not succeed: setUserAttributes answered " + std::to_string(answered->status) +
                   answered->words);
  std::size_t read = 0;
  auto later = read_user_attributes_until(c, party, "read after setup", &read,
                                          [&](const json& now) { return holds_keys(*wanted, now); });
  if (!later) return later.error();
  const std::size_t found = c.findings.all().size();
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
    return errored("the setup shows a departure of its own");
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
