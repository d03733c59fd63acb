#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <utility>
#include <vector>

#include "reference/catalogue.hpp"
#include "suite/suite.hpp"

namespace conform {

// What `conform list` prints, as JSON: valid against schemas/suite/list.schema.json.

[[nodiscard]] std::string cases_json(const std::vector<const Case*>& cases, const Suite& suite);
[[nodiscard]] std::string requirements_json(const std::vector<const Requirement*>& requirements, const Suite& suite);
/// The sources of a requirement, as `conform show --json` has them, too.
[[nodiscard]] nlohmann::json sources_json(const Requirement& requirement);
/// How many case instances have each tag.
using TagCounts = std::vector<std::pair<std::string, std::size_t>>;
[[nodiscard]] std::string tags_json(const TagCounts& tags);
/// "faults" or "variants".
[[nodiscard]] std::string behaviours_json(const std::string& what, const std::vector<reference::FaultInfo>& infos);
/// An operation and the versions that have it alike.
struct ListedOperation {
  const Operation* operation = nullptr;
  std::vector<std::string> versions;
};
[[nodiscard]] std::string operations_json(const std::vector<ListedOperation>& operations);
/// Case instances that accept a documented status of an operation, or the requirement that says why none does.
struct ListedCoverage {
  std::string operation;
  std::string version;
  int status = 0;
  std::size_t cases = 0;
  std::string untestable;
};
[[nodiscard]] std::string coverage_json(const std::vector<ListedCoverage>& coverage);

}  // namespace conform
