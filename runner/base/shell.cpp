#include "base/shell.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace conform {

bool is_bare_word(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return is_alphanumeric(c) || std::string_view{"-._/:@%+=,"}.find(c) != std::string_view::npos;
  });
}

std::string single_quoted(std::string_view text) {
  std::string word = "'";
  for (const char c : text) {
    if (c == '\'') {
      word += "'\\''";
    } else {
      word += c;
    }
  }
  return word += '\'';
}

std::string shell_word(std::string_view text) { return is_bare_word(text) ? std::string{text} : single_quoted(text); }

}  // namespace conform
