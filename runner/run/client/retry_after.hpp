#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace conform {

/// The wait that a Retry-After value asks for (RFC 9110 section 10.2.3: seconds or a date in one of the three forms of
/// section 5.6.7), or nothing when it is neither. However long is asked for, the result is at most `longest_wait`.
[[nodiscard]] std::optional<std::chrono::seconds> parse_retry_after(std::string_view value,
                                                                    std::chrono::system_clock::time_point now);

/// Longer than any run waits: about a hundred years.
inline constexpr std::chrono::seconds longest_wait{std::int64_t{100} * 365 * 24 * 3600};

}  // namespace conform
