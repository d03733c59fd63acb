#include "suite/case.hpp"

#include <algorithm>

namespace conform {

bool StatusSet::contains(int status) const {
  return std::ranges::any_of(ranges,
                             [&](const auto& range) { return status >= range.first && status <= range.second; });
}

bool StatusSet::has_success() const {
  return std::ranges::any_of(ranges, [](const auto& range) { return range.first < 300 && range.second >= 200; });
}

std::string to_string(const StatusSet& statuses) {
  std::string text;
  for (std::size_t i = 0; i < statuses.ranges.size(); ++i) {
    if (i > 0) text += i + 1 == statuses.ranges.size() ? " or " : ", ";
    const auto& [first, last] = statuses.ranges[i];
    text += first == last ? std::to_string(first) : std::to_string(first / 100) + "xx";
  }
  return text;
}

std::string_view to_string(Effect effect) noexcept {
  switch (effect) {
    case Effect::merge:
      return "merge";
    case Effect::replace:
      return "replace";
    case Effect::none:
      return "none";
    case Effect::unchecked:
      break;
  }
  return "unchecked";
}

std::optional<Effect> effect_when_served(const Operation& operation) {
  if (!operation.writes()) return std::nullopt;
  return operation.id == "setUser" ? Effect::replace : Effect::merge;
}

std::optional<int> success_of(const Operation& operation) {
  const auto found = std::ranges::find_if(
      operation.responses, [](const auto& response) { return response.first >= 200 && response.first < 300; });
  return found == operation.responses.end() ? std::nullopt : std::optional{found->first};
}

StatusSet Expect::accepted() const {
  StatusSet all;
  for (const Alternative& alternative : alternatives) {
    all.ranges.insert(all.ranges.end(), alternative.status.ranges.begin(), alternative.status.ranges.end());
  }
  return all;
}

bool Expect::negative() const {
  return std::ranges::none_of(alternatives,
                              [](const Alternative& alternative) { return alternative.status.has_success(); });
}

bool writes(const Case& test_case, const Contract& contract) {
  const Setup& setup = test_case.setup;
  if (setup.attributes || setup.custom_attributes || setup.user2_attributes || setup.user2_custom_attributes)
    return true;
  return std::ranges::any_of(test_case.steps, [&](const Step& step) {
    return std::ranges::any_of(step.sends, [&](const Send& send) {
      const Operation* operation = contract.find(send.operation);
      return send.method || operation == nullptr || operation->writes();
    });
  });
}

std::set<std::string> cited_by(const Case& test_case) {
  std::set<std::string> ids{test_case.requirements.begin(), test_case.requirements.end()};
  for (const Step& step : test_case.steps) {
    ids.insert(step.expect.requirement);
    for (const Alternative& alternative : step.expect.alternatives) {
      if (alternative.deviation) ids.insert(alternative.deviation->requirement);
    }
  }
  return ids;
}

}  // namespace conform
