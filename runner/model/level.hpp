#pragma once

#include <string_view>

namespace conform {

/// How binding a requirement is (RFC 2119 words; docs/architecture.md): a violated must fails the run, a violated
/// should fails it on request, an observation never does.
enum class Level { must, should, observe };

[[nodiscard]] constexpr std::string_view to_string(Level level) noexcept {
  switch (level) {
    case Level::must:
      return "must";
    case Level::should:
      return "should";
    case Level::observe:
      return "observe";
  }
  return "observe";
}

/// True when a finding of level `level` fails a run that fails on `threshold` (must or should).
[[nodiscard]] constexpr bool fails_at(Level level, Level threshold) noexcept {
  return level == Level::must || (level == Level::should && threshold == Level::should);
}

}  // namespace conform
