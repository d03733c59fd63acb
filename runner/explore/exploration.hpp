#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <vector>

#include "explore/explore_coverage.hpp"
#include "explore/explore_table.hpp"
#include "suite/case.hpp"

namespace conform {

/// Sequences that were planned, as cases that the case runner executes like any other.
struct Exploration {
  std::vector<nlohmann::json> sources;  ///< of the cases, in their order, as a case file would have them
  std::vector<Case> cases;
  std::size_t requests = 0;  ///< that their steps send; reads that judge them come on top
  ExploreCoverage coverage;
};

/// Plans sequences until their steps send that many requests. The longer plan begins with the shorter one.
[[nodiscard]] Result<Exploration> plan_exploration(const Suite& suite, const ExploreTable& table,
                                                   const ExploreLimits& limits, std::uint64_t seed,
                                                   std::size_t requests);

/// Compiles one sequence. The problems say what no case may have.
[[nodiscard]] Result<Case> compile_sequence(const nlohmann::json& source, std::size_t index, const Suite& suite);

}  // namespace conform
