#pragma once

#include <cstddef>
#include <cstdint>

namespace conform {

/// SplitMix64: the same numbers for one seed on every platform, which the distributions of <random> do not promise. No
/// secret depends on them.
class SplitMix {
 public:
  explicit SplitMix(std::uint64_t seed) : state_{seed} {}

  std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15U;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
  }

  /// A number below `bound`, which is not 0.
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(next() % bound); }

 private:
  std::uint64_t state_;
};

}  // namespace conform
