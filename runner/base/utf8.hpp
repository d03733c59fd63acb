#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace conform {

/// Length in bytes of the well-formed UTF-8 character at the start of `text` (RFC 3629: no overlong forms, no
/// surrogates, nothing over U+10FFFF); 0 when there is none.
[[nodiscard]] std::size_t utf8_length(std::string_view text) noexcept;

/// The character that `utf8_length` found; U+FFFD when there is none.
[[nodiscard]] char32_t utf8_decode(std::string_view text) noexcept;

/// Appends a Unicode scalar value as UTF-8.
void utf8_append(std::string& text, char32_t character);

/// True when all of it is well-formed UTF-8.
[[nodiscard]] bool is_utf8(std::string_view text) noexcept;

/// Characters (not bytes) of well-formed UTF-8.
[[nodiscard]] std::size_t utf8_count(std::string_view text) noexcept;

}  // namespace conform
