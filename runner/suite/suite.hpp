#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "schema/schema_set.hpp"
#include "suite/aliases.hpp"
#include "suite/case.hpp"
#include "suite/contract.hpp"
#include "suite/fixtures.hpp"
#include "suite/requirement.hpp"

namespace conform {

/// Everything that was loaded and compiled before the first request: the contract, its requirements and the cases.
struct Suite {
  std::filesystem::path folder;     ///< holds schemas/ and cases/
  std::vector<Contract> contracts;  ///< one per version, oldest first
  RuleBook rules;
  Aliases aliases;
  Fixtures fixtures;
  std::map<std::string, NamedAlternatives, std::less<>> alternatives;
  SchemaSet schemas;
  std::vector<Case> cases;                   ///< all instances for all versions, by id
  std::set<std::string, std::less<>> smoke;  ///< ids of the instances that `run --smoke` runs (schemas/smoke.json)
  /// Case instances by version in the files that were not asked for.
  std::map<std::string, std::size_t, std::less<>> left_out;

  /// The contract of a version, or null.
  [[nodiscard]] const Contract* contract(std::string_view version) const {
    for (const Contract& contract : contracts) {
      if (contract.version == version) return &contract;
    }
    return nullptr;
  }
};

}  // namespace conform
