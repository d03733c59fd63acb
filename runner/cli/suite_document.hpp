#pragma once

#include <set>
#include <string>
#include <vector>

#include "cli/list_json.hpp"
#include "suite/suite.hpp"

namespace conform {

/// docs/requirements.md: every requirement by area with its source, how it is checked, and its cases.
[[nodiscard]] std::string requirements_markdown(const Suite& suite);

/// Every documented status of each operation, version by version.
[[nodiscard]] std::vector<ListedCoverage> coverage_of(const Suite& suite);

/// docs/coverage.md: operations × documented statuses × versions; each cell has the number of case instances that
/// accept that status, or the reason why there are none.
[[nodiscard]] std::string coverage_markdown(const Suite& suite, const std::set<std::string>& operations);

}  // namespace conform
