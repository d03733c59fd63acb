#include "reports/percentiles.hpp"

#include <cstddef>

namespace conform {

Percentiles percentiles_of(std::span<const std::chrono::microseconds> sorted) {
  if (sorted.empty()) return {};
  // The smallest time that at least so many percent of all are not above.
  const auto rank = [&](std::size_t percent) { return sorted[(percent * sorted.size() + 99) / 100 - 1]; };
  return {.p50 = rank(50), .p95 = rank(95), .p99 = rank(99), .max = sorted.back()};
}

}  // namespace conform
