#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/log_commands.hpp"
#include "base/printable.hpp"
#include "base/text.hpp"
#include "base/time.hpp"

namespace conform {

/// `text` when it has at most `max_bytes` bytes, else its beginning, cut at a character, and behind it what was cut:
/// "… [70000 bytes in all, SHA-256 9f86d0…]". At most `max_bytes` + 120 bytes.
[[nodiscard]] std::string clip(std::string_view text, std::size_t max_bytes);

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

}  // namespace conform
