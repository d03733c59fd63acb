#include "run/answer_check.hpp"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "suite/expression.hpp"

namespace conform {

using nlohmann::json;

namespace {

bool is_open(const Match& match) { return match.value && has_expressions(*match.value); }

bool has_open(const Expect& expect) {
  return std::ranges::any_of(expect.matches, is_open) ||
         std::ranges::any_of(expect.readings,
                             [](const Reading& reading) { return std::ranges::any_of(reading.matches, is_open); });
}

}  // namespace

tl::expected<const Expect*, Outcome> fill_in_matches(CaseState& c, const Expect& expect,
                                                     std::optional<Expect>& filled) {
  if (!has_open(expect)) return &expect;
  filled = expect;
  const auto fill = [&](std::vector<Match>& matches) -> Stop {
    for (Match& match : matches) {
      if (!is_open(match)) continue;
      auto value = evaluate_all(*match.value, c.env);
      if (!value) return errored(value.error());
      match.value = std::make_shared<const json>(std::move(*value));
    }
    return std::nullopt;
  };
  if (Stop stop = fill(filled->matches)) return tl::unexpected{*stop};
  for (Reading& reading : filled->readings) {
    if (Stop stop = fill(reading.matches)) return tl::unexpected{*stop};
  }
  return &*filled;
}

void observe(CaseState& c, const Expect& expect, const Reading* reading, std::size_t exchange) {
  if (expect.observation.empty() || reading == nullptr) return;
  note_observation(c, expect.observation, reading->name, expect.requirement, exchange);
}

bool reads_effect(const Expect& expect) {
  return std::ranges::any_of(
      expect.readings, [](const Reading& reading) { return reading.effect && *reading.effect != Effect::unread; });
}

}  // namespace conform
