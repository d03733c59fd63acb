#include "run/answer_check.hpp"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

namespace conform {

using nlohmann::json;

Stop fill_in_matches(CaseState& c, Expect& expect) {
  const auto fill = [&](std::vector<Match>& matches) -> Stop {
    for (Match& match : matches) {
      if (!match.value) continue;
      auto value = evaluate_all(*match.value, c.env);
      if (!value) return errored(value.error());
      match.value = std::make_shared<const json>(std::move(*value));
    }
    return std::nullopt;
  };
  if (Stop stop = fill(expect.matches)) return stop;
  for (Reading& reading : expect.readings) {
    if (Stop stop = fill(reading.matches)) return stop;
  }
  return std::nullopt;
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
