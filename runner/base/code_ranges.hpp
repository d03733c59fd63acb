#pragma once

#include <algorithm>
#include <span>

namespace conform {

/// Unicode characters from one to another, both included.
struct CodeRange {
  char32_t first;
  char32_t last;
};

/// True when one of the ranges has the character; they are in order and do not overlap.
[[nodiscard]] inline bool within(char32_t character, std::span<const CodeRange> sorted) noexcept {
  const auto* const range = std::find_if(sorted.data(), sorted.data() + sorted.size(),
                                         [&](const CodeRange& candidate) { return character <= candidate.last; });
  return range != sorted.data() + sorted.size() && character >= range->first;
}

}  // namespace conform
