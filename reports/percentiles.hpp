#pragma once

#include <chrono>
#include <span>

namespace conform {

/// Nearest-rank percentiles: each is a time that was measured.
struct Percentiles {
  std::chrono::microseconds p50{}, p95{}, p99{}, max{};
  friend bool operator==(const Percentiles&, const Percentiles&) = default;
};

/// Of times in ascending order; zero of none.
[[nodiscard]] Percentiles percentiles_of(std::span<const std::chrono::microseconds> sorted);

}  // namespace conform
