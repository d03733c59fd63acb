#include "run/second_user.hpp"

#include <utility>

#include "check/effect_check.hpp"
#include "run/records.hpp"

namespace conform {

using nlohmann::json;

tl::expected<OtherBefore, Outcome> look_at_other(CaseState& c) {
  const Party& other = *c.env.other;
  if (Stop stop = know_record(c, other.id, other)) return tl::unexpected{*stop};
  OtherBefore before{.record = c.records.at(other.id), .user_attributes = std::nullopt};
  if (!c.setting.offered.contains("getUserAttributes")) return before;
  if (Stop stop = know_user_attributes(c, other)) return tl::unexpected{*stop};
  before.user_attributes = c.user_attributes.at(other.actor);
  return before;
}

Stop other_untouched(CaseState& c, const OtherBefore& before, const std::string& operation, Level cap) {
  const auto compare = [&](bool on_attributes, const json& was, const json& later, std::size_t exchange) {
    Findings apart{c.setting.suite.rules, c.setting.contract.version};
    check_effect({.operation = operation,
                  .effect = Effect::none,
                  .status = 200,
                  .on_attributes = on_attributes,
                  .before = was,
                  .sent = json(),
                  .answered = nullptr,
                  .later = &later,
                  .shape = c.setting.shape,
                  .address_pin = std::nullopt,
                  .cap = cap,
                  .exchange = exchange,
                  .read_exchange = exchange},
                 apart);
    for (const Finding& finding : apart.all()) {
      c.findings.add("effect.others", operation, exchange,
                     {.where = finding.where,
                      .expected = finding.expected,
                      .actual = finding.actual,
                      .message = finding.message + " of another user"},
                     cap);
    }
  };
  c.setting.exercised.others(operation);
  std::size_t read = 0;
  auto record = read_record(c, c.env.other->id, *c.env.other, "read back the other user", &read);
  if (!record) return record.error();
  compare(false, before.record, *record, read);
  c.records.insert_or_assign(c.env.other->id, std::move(*record));
  if (!before.user_attributes) return std::nullopt;
  auto attributes = read_user_attributes(c, *c.env.other, "read back the other user", &read);
  if (!attributes) return attributes.error();
  compare(true, *before.user_attributes, *attributes, read);
  c.user_attributes.insert_or_assign(c.env.other->actor, std::move(*attributes));
  return std::nullopt;
}

}  // namespace conform
