#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace conform {

/// "0.8 ms", "12 ms", "3.4 s", "2 min 5 s", "1 h 2 min".
[[nodiscard]] std::string duration_text(std::chrono::microseconds took);

/// ISO 8601, UTC: "2024-05-01T09:30:00.250Z"; years outside of 0000 to 9999 are clamped to them.
[[nodiscard]] std::string timestamp(std::chrono::system_clock::time_point time);

/// The same with microseconds where it has any: "2024-05-01T09:30:00.250123Z".
[[nodiscard]] std::string precise_timestamp(std::chrono::system_clock::time_point time);

/// The day of it: "2024-05-01".
[[nodiscard]] std::string utc_date(std::chrono::system_clock::time_point time);

/// Reads what `timestamp` and `precise_timestamp` write, and nothing else; nothing for a time that the clock cannot
/// hold.
[[nodiscard]] std::optional<std::chrono::system_clock::time_point> parse_timestamp(std::string_view text);

}  // namespace conform
