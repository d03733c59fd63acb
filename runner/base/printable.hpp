#pragma once

#include <cstddef>
#include <string>
#include <string_view>

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

/// JSON text in which what is legal but not safe to look at (DEL, C1 controls, bidi controls and their like), and what
/// a CI server takes for a command wherever it stands ("##["), is written as \u escapes. They stand only inside of
/// strings. What is not UTF-8 becomes U+FFFD.
[[nodiscard]] std::string escape_misleading(std::string_view json);

/// The longest beginning of at most `max_bytes` bytes that does not end within a UTF-8 character.
[[nodiscard]] std::string_view beginning(std::string_view text, std::size_t max_bytes);

}  // namespace conform
