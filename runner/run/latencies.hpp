#pragma once

#include <mutex>
#include <span>
#include <string_view>
#include <vector>

#include "model/run_result.hpp"
#include "suite/contract.hpp"

namespace conform {

/// The operation that a request is for, by method and path; null when the contract has none.
[[nodiscard]] const Operation* operation_of(const Contract& contract, const Request& request);

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
