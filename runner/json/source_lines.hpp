#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "json/parse.hpp"

namespace conform {

/// The lines of a JSON text that was parsed. Most are never asked for: those of the deeper values are found out when
/// one is. Not thread-safe.
class SourceLines {
 public:
  SourceLines() = default;
  /// `outer`: what parsing has noted.
  SourceLines(std::string text, const JsonLimits& limits, JsonLines outer)
      : text_{std::move(text)}, limits_{limits}, lines_{std::move(outer)} {}

  /// The line on which the value at a pointer begins; that of the nearest value around it when there is none; 0 at
  /// worst.
  [[nodiscard]] std::size_t line_of(std::string_view pointer) const;

 private:
  mutable std::string text_;  ///< empty: all lines are known
  JsonLimits limits_;
  mutable JsonLines lines_;
};

}  // namespace conform
