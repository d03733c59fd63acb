#include "run/case/response_check.hpp"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "suite/expression.hpp"

namespace conform {

using nlohmann::json;

namespace {

bool is_open(const Match& match) { return match.value && has_expressions(*match.value); }

// What a case brought a record to, or sent to it, is not what is there where the target sets an attribute itself or has
// it left alone.
bool is_left_alone(const Match& match, const RunSetting& setting) {
  constexpr std::string_view attributes = "/data/attributes/";
  if (!match.at.starts_with(attributes) || match.kind == Match::Kind::type) return false;
  const std::string_view below = std::string_view{match.at}.substr(attributes.size());
  const std::string_view name = below.substr(0, below.find('/'));
  return setting.constraints.protected_attributes.contains(name) ||
         (setting.constraints.server_managed.contains(name) && setting.suite.fixtures.samples.contains(name));
}

template <class Test>
bool any_match(const Expect& expect, const Test& test) {
  return std::ranges::any_of(expect.matches, test) ||
         std::ranges::any_of(expect.alternatives, [&](const Alternative& alternative) {
           return std::ranges::any_of(alternative.matches, test);
         });
}

}  // namespace

tl::expected<const Expect*, Outcome> fill_in_matches(CaseState& c, const Expect& expect,
                                                     std::optional<Expect>& filled) {
  const auto left_alone = [&](const Match& match) { return is_left_alone(match, c.setting); };
  if (!any_match(expect, is_open) && !any_match(expect, left_alone)) return &expect;
  filled = expect;
  const auto fill = [&](std::vector<Match>& matches) -> Stop {
    std::erase_if(matches, left_alone);
    for (Match& match : matches) {
      if (!is_open(match)) continue;
      auto value = evaluate_all(*match.value, c.env);
      if (!value) return errored(value.error());
      match.value = std::make_shared<const json>(std::move(*value));
    }
    return std::nullopt;
  };
  if (Stop stop = fill(filled->matches)) return tl::unexpected{*stop};
  for (Alternative& alternative : filled->alternatives) {
    if (Stop stop = fill(alternative.matches)) return tl::unexpected{*stop};
  }
  return &*filled;
}

void observe(CaseState& c, const Expect& expect, const Alternative* alternative, std::size_t exchange) {
  if (expect.observation.empty() || alternative == nullptr) return;
  note_observation(c, expect.observation, alternative->name, expect.requirement, exchange);
}

bool reads_effect(const Expect& expect) {
  return std::ranges::any_of(expect.alternatives, [](const Alternative& alternative) {
    return alternative.effect && *alternative.effect != Effect::unchecked;
  });
}

}  // namespace conform
