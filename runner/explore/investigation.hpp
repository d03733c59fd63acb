#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "explore/exploration.hpp"
#include "run/engine/engine.hpp"
#include "waivers/fingerprint.hpp"

namespace conform {

/// One cause that the exploration found, with its shortest sequence.
struct Discovery {
  Fingerprint fingerprint;
  std::string message;
  std::string case_id;
  nlohmann::json sequence;       ///< as a case file would have it
  std::size_t steps_before = 0;  ///< that the sequence had in which it was found
  std::size_t tries = 0;
  std::string flaky;  ///< "1 of 4 times": alone it does not fail each time; empty: it does
};

/// Brings the findings of sequences to their shortest sequences while a run executes them. Thread-safe.
class Investigation {
 public:
  /// `sources` and `suite` outlive it. `first`: the number of the first sequence among the sources.
  Investigation(const Suite& suite, const std::vector<nlohmann::json>& sources) : suite_{suite}, sources_{sources} {}

  /// To be called for a generated case that failed: confirms the finding from the same start, shortens the sequence,
  /// and puts the verdict of the shortest one in the place of the first. Findings with a cause that is known are let
  /// be.
  void look_into(const Case& test_case, Verdict& verdict, const CarryOut& carry_out);

  /// By requirement and rule.
  [[nodiscard]] std::vector<Discovery> discoveries() const;

 private:
  [[nodiscard]] bool is_new(const Fingerprint& fingerprint);

  const Suite& suite_;
  const std::vector<nlohmann::json>& sources_;
  mutable std::mutex mutex_;
  std::map<std::string, std::size_t> seen_;
  std::vector<Discovery> discoveries_;
};

}  // namespace conform
