#include "run/unrelated_resources.hpp"

#include <utility>

#include "check/effect_check.hpp"
#include "run/effects.hpp"
#include "run/records.hpp"

namespace conform {

using nlohmann::json;

tl::expected<std::vector<UnrelatedResource>, Outcome> unrelated_resources(CaseState& c, const Expect& expect,
                                                                          const Operation& operation,
                                                                          const std::string& sender) {
  std::vector<UnrelatedResource> all;
  if (expect.user2_unchanged) {
    for (const bool on_custom_attributes : {false, true})
      all.push_back({&*c.env.user2, on_custom_attributes, {}, "effect.others", "of another user"});
  }
  if (expect.unrelated_unchanged) {
    const bool on_custom_attributes = operation.names_user();
    all.push_back({&c.env.user, on_custom_attributes, {}, "effect.rest", "which it must not change"});
  }
  const auto special = c.env.special_actors.find(sender);
  if (expect.sender_unchanged && special != c.env.special_actors.end() && !special->second.id.empty() &&
      !ensure_read(c, special->second.id, special->second))
    all.push_back({&special->second, false, {}, "effect.others", "of the sender"});
  if (!c.setting.offered.contains("getUserAttributes"))
    std::erase_if(all, [](const UnrelatedResource& resource) { return resource.on_custom_attributes; });
  for (UnrelatedResource& resource : all) {
    Stop stop = resource.on_custom_attributes ? ensure_custom_attributes_read(c, *resource.owner)
                                              : ensure_read(c, resource.owner->id, *resource.owner);
    if (stop) return tl::unexpected{*stop};
    resource.before = resource.on_custom_attributes ? c.custom_attributes.at(resource.owner->actor)
                                                    : c.records.at(resource.owner->id);
  }
  return all;
}

json without_shared(CaseState& c, const User& owner, bool on_custom_attributes, const json& before,
                    const Operation& operation, const json& sent, json now) {
  const auto& written = on_custom_attributes ? c.records : c.custom_attributes;
  const auto there = written.find(on_custom_attributes ? owner.id : owner.actor);
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

Stop check_unrelated_resources(CaseState& c, const std::vector<UnrelatedResource>& unrelated_resources,
                               const Operation& operation, const json& sent, Level max_level) {
  for (const UnrelatedResource& resource : unrelated_resources) {
    std::size_t read = 0;
    const char* purpose = resource.owner == &c.env.user                    ? "read back the rest"
                          : c.env.user2 && resource.owner == &*c.env.user2 ? "read back the other user"
                                                                           : "read back the sender";
    auto later = resource.on_custom_attributes ? read_custom_attributes(c, *resource.owner, purpose, &read)
                                               : read_record(c, resource.owner->id, *resource.owner, purpose, &read);
    if (!later) return later.error();
    c.setting.coverage.unrelated_resource(resource.rule, operation.id);
    const json now = resource.rule == "effect.rest" ? without_shared(c, *resource.owner, resource.on_custom_attributes,
                                                                     resource.before, operation, sent, *later)
                                                    : *later;
    Findings apart{c.setting.suite.rules, c.setting.contract.version};
    check_effect({.operation = operation.id,
                  .effect = Effect::none,
                  .status = 200,
                  .on_custom_attributes = resource.on_custom_attributes,
                  .before = resource.before,
                  .sent = json(),
                  .response = nullptr,
                  .later = &now,
                  .shape = c.setting.shape,
                  .address_pin = std::nullopt,
                  .max_level = max_level,
                  .exchange = read,
                  .read_exchange = read},
                 apart);
    if (resource.on_custom_attributes && c.setting.owners->leaked() && !apart.all().empty())
      return errored(std::string{after_a_leak});
    for (const Found& finding : apart.all()) {
      c.findings.add(resource.rule, operation.id, read,
                     {.where = finding.where,
                      .expected = finding.expected,
                      .actual = finding.actual,
                      .message = finding.message + " " + std::string{resource.whose}},
                     max_level);
    }
    json& known =
        resource.on_custom_attributes ? c.custom_attributes[resource.owner->actor] : c.records[resource.owner->id];
    known = std::move(*later);
  }
  point_before(c);
  return std::nullopt;
}

}  // namespace conform
