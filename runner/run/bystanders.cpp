#include "run/bystanders.hpp"

#include <utility>

#include "check/effect_check.hpp"
#include "run/effects.hpp"
#include "run/records.hpp"

namespace conform {

using nlohmann::json;

tl::expected<std::vector<Bystander>, Outcome> bystanders(CaseState& c, const Expect& expect, const Operation& operation,
                                                         const std::string& sender) {
  std::vector<Bystander> all;
  if (expect.untouched_other) {
    for (const bool on_attributes : {false, true})
      all.push_back({&*c.env.other, on_attributes, {}, "effect.others", "of another user"});
  }
  if (expect.untouched_rest) {
    const bool on_attributes = operation.names_user();
    all.push_back({&c.env.user, on_attributes, {}, "effect.rest", "which it must not change"});
  }
  const auto special = c.env.specials.find(sender);
  if (expect.untouched_sender && special != c.env.specials.end() && !special->second.id.empty() &&
      !know_record(c, special->second.id, special->second))
    all.push_back({&special->second, false, {}, "effect.others", "of the sender"});
  if (!c.setting.offered.contains("getUserAttributes"))
    std::erase_if(all, [](const Bystander& one) { return one.on_attributes; });
  for (Bystander& one : all) {
    Stop stop = one.on_attributes ? know_user_attributes(c, *one.owner) : know_record(c, one.owner->id, *one.owner);
    if (stop) return tl::unexpected{*stop};
    one.before = one.on_attributes ? c.user_attributes.at(one.owner->actor) : c.records.at(one.owner->id);
  }
  return all;
}

json without_shared(CaseState& c, const Party& owner, bool on_attributes, const json& before,
                    const Operation& operation, const json& sent, json now) {
  const auto& written = on_attributes ? c.records : c.user_attributes;
  const auto there = written.find(on_attributes ? owner.id : owner.actor);
  if (there == written.end() || !now.is_object()) return now;
  bool shared = false;
  for (const std::string& name : c.setting.shape.attributes) {
    if (operation.id != "setUser" && !sent.contains(name)) continue;
    const json& is = member_or_null(now, name);
    const json& was = member_or_null(before, name);
    if (same_value(name, was, is) || !same_value(name, is, member_or_null(there->second, name))) continue;
    shared = true;
    now[name] = was;
    if (was.is_null()) now.erase(name);
  }
  const Requirement* observed = c.setting.suite.rules.of_observation("attributes-named-like-user");
  if (shared && observed != nullptr)
    note_observation(c, observed->observation, "shared", observed->id, c.verdict.exchanges.size() - 1);
  return now;
}

Stop untouched(CaseState& c, const std::vector<Bystander>& bystanders, const Operation& operation, const json& sent,
               Level cap) {
  for (const Bystander& one : bystanders) {
    std::size_t read = 0;
    const char* purpose = one.owner == &c.env.user                    ? "read back the rest"
                          : c.env.other && one.owner == &*c.env.other ? "read back the other user"
                                                                      : "read back the sender";
    auto later = one.on_attributes ? read_user_attributes(c, *one.owner, purpose, &read)
                                   : read_record(c, one.owner->id, *one.owner, purpose, &read);
    if (!later) return later.error();
    c.setting.exercised.bystander(one.rule, operation.id);
    const json now = one.rule == "effect.rest"
                         ? without_shared(c, *one.owner, one.on_attributes, one.before, operation, sent, *later)
                         : *later;
    Findings apart{c.setting.suite.rules, c.setting.contract.version};
    check_effect({.operation = operation.id,
                  .effect = Effect::none,
                  .status = 200,
                  .on_attributes = one.on_attributes,
                  .before = one.before,
                  .sent = json(),
                  .answered = nullptr,
                  .later = &now,
                  .shape = c.setting.shape,
                  .address_pin = std::nullopt,
                  .cap = cap,
                  .exchange = read,
                  .read_exchange = read},
                 apart);
    if (one.on_attributes && c.setting.owners->leaked() && !apart.all().empty())
      return errored(std::string{after_a_leak});
    for (const Found& finding : apart.all()) {
      c.findings.add(one.rule, operation.id, read,
                     {.where = finding.where,
                      .expected = finding.expected,
                      .actual = finding.actual,
                      .message = finding.message + " " + std::string{one.whose}},
                     cap);
    }
    json& known = one.on_attributes ? c.user_attributes[one.owner->actor] : c.records[one.owner->id];
    known = std::move(*later);
  }
  point_before(c);
  return std::nullopt;
}

}  // namespace conform
