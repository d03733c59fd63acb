#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace conform {

/// Foreign bytes as text that is safe in a terminal, a log and XML 1.0, and still shows what was there. Tab and line
/// feed stay; CR LF becomes LF; other C0 controls and DEL become their control pictures (ESC: U+241B, so no ANSI
/// sequence survives); C1 controls, U+FFFE, U+FFFF and what is not UTF-8 become U+FFFD; what reorders, breaks or hides
/// text (bidi controls, U+2028, U+2029, U+FEFF, tag characters) is written out as "[U+202E]". Idempotent.
[[nodiscard]] std::string printable(std::string_view text);

/// True for a character that `printable` leaves as it is.
[[nodiscard]] bool shows_as_itself(char32_t character) noexcept;

/// `printable` on one line: tabs become spaces, line feeds U+240A.
[[nodiscard]] std::string printable_line(std::string_view text);

/// `text` when it has at most `max_bytes` bytes, else its beginning, cut at a character, and behind it what was cut:
/// "… [70000 bytes in all, SHA-256 9f86d0…]". At most `max_bytes` + 120 bytes.
[[nodiscard]] std::string clip(std::string_view text, std::size_t max_bytes);

/// The longest beginning of at most `max_bytes` bytes that does not end within a UTF-8 character.
[[nodiscard]] std::string_view beginning(std::string_view text, std::size_t max_bytes);

/// SHA-256 as 32 bytes.
[[nodiscard]] std::string sha256(std::string_view bytes);

/// SHA-256 as 64 lower-case hexadecimal digits.
[[nodiscard]] std::string sha256_hex(std::string_view bytes);

/// Columns that printable text takes on a terminal: East Asian wide characters and emoji two, combining marks none.
[[nodiscard]] std::size_t columns(std::string_view text);

/// The longest beginning of printable text that takes at most `max_columns`.
[[nodiscard]] std::string_view fitting(std::string_view text, std::size_t max_columns);

/// Printable text in lines of at most `width` columns, broken at spaces, or inside of words longer than a line. Line
/// feeds break too; an empty text gives no line.
[[nodiscard]] std::vector<std::string> wrap(std::string_view text, std::size_t width);

/// Text for a log that a CI server reads: what it would take for a command to itself ("::set-env …" at the start of a
/// line, "##vso[…]" anywhere) is broken up by a space.
[[nodiscard]] std::string without_log_commands(std::string_view text);

/// "0.8 ms", "12 ms", "3.4 s", "2 min 5 s", "1 h 2 min".
[[nodiscard]] std::string duration_text(std::chrono::microseconds took);

/// ISO 8601, UTC: "2024-05-01T09:30:00.250Z"; years outside of 0000 to 9999 are clamped to them.
[[nodiscard]] std::string timestamp(std::chrono::system_clock::time_point time);

/// Reads what `timestamp` writes, and nothing else; nothing for a time that the clock cannot hold.
[[nodiscard]] std::optional<std::chrono::system_clock::time_point> parse_timestamp(std::string_view text);

/// "1 case", "2 cases".
[[nodiscard]] std::string counted(std::size_t count, std::string_view singular, std::string_view plural);

}  // namespace conform
