#pragma once

#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "check/coverage.hpp"
#include "model/run_result.hpp"
#include "suite/contract.hpp"
#include "suite/suite.hpp"

namespace conform {

/// Fills in what follows from the verdicts of a record: totals, the state of each requirement of the version,
/// observations, the conclusion.
void summarize(RunResult& result, const Suite& suite, const Coverage& coverage);

/// The part of it that needs no suite, for records that are put together from others: totals, observations, and the
/// conclusion from the verdicts and the states of the requirements.
void summarize(RunResult& result);

/// The exit code of a run (docs/exit-codes.md).
[[nodiscard]] int exit_code_of(const RunResult& result);

/// Collects how long complete responses took. Thread-safe.
class Latencies {
 public:
  explicit Latencies(const Contract& contract) : contract_{contract} {}

  void add(std::span<const Exchange> exchanges);
  /// By operation, in the order of the contract, without those that nothing was sent to.
  [[nodiscard]] std::vector<Latency> sorted() const;

 private:
  const Contract& contract_;
  mutable std::mutex mutex_;
  std::vector<Latency> latencies_;  ///< as they came
};

}  // namespace conform
