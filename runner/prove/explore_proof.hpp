#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "model/diagnostic.hpp"
#include "prove/prove.hpp"

namespace conform {

/// Which servers are explored, and how.
struct ExploreProofOptions {
  std::vector<std::string> names;  ///< names or globs of faults and variants; empty: all that exploration is for
  std::size_t requests = 5000;     ///< for each server and seed
  std::vector<std::uint64_t> seeds{1};
  std::string api_version = "2024-3";
  unsigned jobs = 2;
  std::string suite_version;
  std::string write_cases;  ///< folder for the shortest sequence of each fault, by its name; empty: none
};

/// What exploration said of one server with one seed.
struct Explored {
  ServerUnderProof server;
  std::uint64_t seed = 1;
  std::size_t sequences = 0;          ///< until the first that failed, or all
  bool found = false;                 ///< a must-level finding
  std::vector<std::string> messages;  ///< of the first sequence that failed, or errored
  std::size_t errored = 0;
  std::size_t steps = 0;  ///< of the shortest sequence; 0: not shortened
  std::chrono::microseconds took{};
};

/// Explores the healthy server of each version, variants and faults, each in a server of its own, several at a time.
[[nodiscard]] Result<std::vector<Explored>> prove_exploration(const Suite& suite, const ExploreProofOptions& options,
                                                              const std::stop_token& stop,
                                                              const std::function<void(const Explored&)>& finished);

}  // namespace conform
