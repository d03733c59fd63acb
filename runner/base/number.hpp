#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace conform {

/// A whole number from 0, written in digits alone: no sign, no fraction, no exponent; nothing beyond 64 bits.
[[nodiscard]] std::optional<std::uint64_t> whole_number(std::string_view text, int base = 10);

/// A time from a millisecond to a week: "1.5" (seconds), "500ms", "90s", "10m", "2h".
[[nodiscard]] std::optional<std::chrono::milliseconds> duration(std::string_view text);

}  // namespace conform
