#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace conform {

/// What JSON takes for white space (RFC 8259 section 2).
inline constexpr std::string_view white_space = " \t\r\n";

/// The text without those characters at its beginning and its end.
[[nodiscard]] constexpr std::string_view trimmed(std::string_view text, std::string_view of = white_space) noexcept {
  const std::size_t first = text.find_first_not_of(of);
  return first == std::string_view::npos ? text.substr(0, 0)
                                         : text.substr(first, text.find_last_not_of(of) - first + 1);
}

/// True for a text of those characters alone, also for an empty one.
[[nodiscard]] constexpr bool is_blank(std::string_view text, std::string_view of = white_space) noexcept {
  return text.find_first_not_of(of) == std::string_view::npos;
}

/// Texts in one: "a, b, c".
template <class Texts>
[[nodiscard]] std::string joined(const Texts& texts, std::string_view separator = ", ") {
  std::string all;
  bool first = true;
  for (const std::string_view text : texts) {
    if (!first) all += separator;
    all += text;
    first = false;
  }
  return all;
}

/// "1 case", "2 cases".
[[nodiscard]] inline std::string counted(std::size_t count, std::string_view singular, std::string_view plural) {
  return std::to_string(count).append(" ").append(count == 1 ? singular : plural);
}

}  // namespace conform
