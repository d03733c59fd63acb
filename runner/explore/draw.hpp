#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace conform {

/// Random choices that depend on a seed, an index and nothing else: the same on every machine and compiler
/// (SplitMix64).
class Draw {
 public:
  Draw(std::uint64_t seed, std::uint64_t index) : state_{seed * 0x9E3779B97F4A7C15U + index * 0xD1B54A32D192ED03U} {
    static_cast<void>(next());
  }

  /// A number below `end`; `end` is at least 1.
  std::size_t below(std::size_t end) { return static_cast<std::size_t>(next() % end); }
  /// True in `percent` of 100 cases.
  bool chance(unsigned percent) { return below(100) < percent; }

  template <class Range>
  const auto& of(const Range& range) {
    return range[below(range.size())];
  }

  /// An index, as likely as its weight; not all weights are 0.
  std::size_t weighted(std::span<const unsigned> weights) {
    std::size_t total = 0;
    for (const unsigned weight : weights) total += weight;
    std::size_t at = below(total);
    for (std::size_t i = 0; i < weights.size(); ++i) {
      if (at < weights[i]) return i;
      at -= weights[i];
    }
    return weights.size() - 1;
  }

  /// The first `count` places get elements drawn from all.
  template <class T>
  void shuffle(std::vector<T>& all, std::size_t count) {
    for (std::size_t i = 0; i < count && i + 1 < all.size(); ++i) std::swap(all[i], all[i + below(all.size() - i)]);
  }

 private:
  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15U;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9U;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBU;
    return mixed ^ (mixed >> 31U);
  }

  std::uint64_t state_;
};

}  // namespace conform
