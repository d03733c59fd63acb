#pragma once

#include <string>
#include <string_view>

// Characters of protocols: ASCII whatever the locale, unlike <cctype>.
namespace conform {

[[nodiscard]] constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
[[nodiscard]] constexpr bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// 0 to 15, or -1 for a character that is not a hexadecimal digit.
[[nodiscard]] constexpr int hex_value(char c) noexcept {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// True for an HTTP token (RFC 9110 section 5.6.2): methods and field names are tokens.
[[nodiscard]] constexpr bool is_token(std::string_view text) noexcept {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  for (const char c : text) {
    if (!is_digit(c) && !is_letter(c) && marks.find(c) == std::string_view::npos) return false;
  }
  return !text.empty();
}

[[nodiscard]] constexpr bool is_hex(char c) noexcept { return hex_value(c) >= 0; }

[[nodiscard]] constexpr char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

/// The text with its ASCII letters in lower case; other bytes stay.
[[nodiscard]] inline std::string lower(std::string_view text) {
  std::string result{text};
  for (char& c : result) c = lower(c);
  return result;
}

}  // namespace conform
