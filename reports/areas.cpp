#include "reports/areas.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>

namespace conform {
namespace {

void count(StateCounts& counts, const RequirementResult& requirement) {
  switch (requirement.state) {
    case RequirementState::verified:
      ++counts.verified;
      break;
    case RequirementState::violated:
      ++counts.violated;
      break;
    case RequirementState::unverified:
      ++counts.unverified;
      if (requirement.level == Level::must) ++counts.unverified_musts;
      break;
  }
}

}  // namespace

std::vector<AreaResult> results_by_area(const RunResult& result) {
  std::map<int, AreaResult> areas;
  for (const RequirementResult& requirement : result.requirements) {
    AreaResult& area = areas[requirement.area];
    area.area = requirement.area;
    area.requirements.push_back(&requirement);
    count(area.counts, requirement);
  }
  std::vector<AreaResult> results;
  for (auto& [number, area] : areas) results.push_back(std::move(area));
  return results;
}

StateCounts counts_for(const AreaResult& area, std::string_view operation) {
  StateCounts counts;
  for (const RequirementResult* const requirement : area.requirements) {
    const auto& operations = requirement->operations;
    if (std::find(operations.begin(), operations.end(), operation) != operations.end()) count(counts, *requirement);
  }
  return counts;
}

std::vector<std::string> operations_of(const RunResult& result) {
  std::vector<std::string> all;
  for (const RequirementResult& requirement : result.requirements) {
    for (const std::string& operation : requirement.operations) {
      if (std::find(all.begin(), all.end(), operation) == all.end()) all.push_back(operation);
    }
  }
  return all;
}

std::string counts_text(const StateCounts& counts) {
  std::string text;
  const auto add = [&](std::size_t count, std::string_view word) {
    if (count > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, word);
  };
  add(counts.violated, "violated");
  add(counts.unverified, "not verified");
  add(counts.verified, "verified");
  return text.empty() ? "none" : text;
}

}  // namespace conform
