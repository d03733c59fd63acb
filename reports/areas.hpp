#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "model/run_result.hpp"

namespace conform {

/// Requirements by state.
struct StateCounts {
  std::size_t verified = 0;
  std::size_t violated = 0;
  std::size_t unverified = 0;
  std::size_t unverified_musts = 0;  ///< of these
  [[nodiscard]] std::size_t all() const { return verified + violated + unverified; }
  friend bool operator==(const StateCounts&, const StateCounts&) = default;
};

/// The requirements of one area of the contract.
struct AreaResult {
  int area = 0;
  StateCounts counts;
  std::vector<const RequirementResult*> requirements;  ///< into the record, in its order
};

/// Areas that the record has requirements of, by number.
[[nodiscard]] std::vector<AreaResult> results_by_area(const RunResult& result);

/// Those requirements of an area that speak of an operation.
[[nodiscard]] StateCounts counts_for(const AreaResult& area, std::string_view operation);

/// Operations that the requirements speak of, in order of their first mention.
[[nodiscard]] std::vector<std::string> operations_of(const RunResult& result);

/// "28 verified, 1 violated, 2 not verified": without what is zero.
[[nodiscard]] std::string counts_text(const StateCounts& counts);

}  // namespace conform
