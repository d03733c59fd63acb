#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "suite/suite.hpp"
#include "target/target.hpp"

namespace conform {

/// What a target lacks, and what that costs: cases that are skipped, must-level requirements that only they verify.
struct Lack {
  std::string what;  ///< "a second user", "the actor reader"
  std::size_t cases = 0;
  std::size_t requirements = 0;
};

/// What can be verified with a target, as far as its file says it.
struct Verifiable {
  std::size_t cases = 0;
  std::size_t all_cases = 0;         ///< of this version
  std::size_t requirements = 0;      ///< must level
  std::size_t all_requirements = 0;  ///< must level, of this version, testable from outside
  std::vector<Lack> missing;
};

/// Compares what every case needs with what the target names. A requirement counts as verifiable when some case of it
/// can be run, or when it is checked on every exchange.
[[nodiscard]] Verifiable verifiable_with(const Suite& suite, const Target& target);

/// What these cases need and a target does not name: "a second user", "the actor reader".
[[nodiscard]] std::vector<std::string> lacks_of(const Target& target, const std::vector<const Case*>& cases);

}  // namespace conform
