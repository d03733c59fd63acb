#include "json/surrogates.hpp"

#include <charconv>
#include <cstddef>

namespace conform {
namespace {

constexpr std::size_t escape_length = 6;  // \uXXXX

/// The code unit of an escape that begins there, or 0.
unsigned unit_at(std::string_view text, std::size_t at) {
  if (at + escape_length > text.size() || text[at] != '\\' || text[at + 1] != 'u') return 0;
  unsigned unit = 0;
  const char* const end = text.data() + at + escape_length;
  const auto [read, failed] = std::from_chars(text.data() + at + 2, end, unit, 16);
  return failed == std::errc{} && read == end ? unit : 0;
}

bool is_high(unsigned unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool is_low(unsigned unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

}  // namespace

bool may_escape_surrogates(std::string_view text) {
  return text.find("\\ud") != std::string_view::npos || text.find("\\uD") != std::string_view::npos;
}

std::string without_lone_surrogates(std::string_view text) {
  std::string result{text};
  for (std::size_t at = text.find('\\'); at != std::string_view::npos; at = text.find('\\', at)) {
    const unsigned unit = unit_at(text, at);
    if (unit == 0) {
      at += 2;  // the next character belongs to this escape, also when it is another backslash
    } else if (is_high(unit) && is_low(unit_at(text, at + escape_length))) {
      at += 2 * escape_length;
    } else {
      if (is_high(unit) || is_low(unit)) result.replace(at, escape_length, "\\ufffd");
      at += escape_length;
    }
  }
  return result;
}

}  // namespace conform
