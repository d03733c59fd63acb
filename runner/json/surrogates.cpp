#include "json/surrogates.hpp"

#include <charconv>
#include <cstddef>

namespace conform {
namespace {

constexpr std::size_t escape_length = 6;  // \uXXXX

/// The code unit of an escape that begins there, or 0.
unsigned unit_at(std::string_view json, std::size_t at) {
  if (at + escape_length > json.size() || json[at] != '\\' || json[at + 1] != 'u') return 0;
  unsigned unit = 0;
  const char* const end = json.data() + at + escape_length;
  const auto [read, failed] = std::from_chars(json.data() + at + 2, end, unit, 16);
  return failed == std::errc{} && read == end ? unit : 0;
}

bool is_high(unsigned unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool is_low(unsigned unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

}  // namespace

bool may_escape_surrogates(std::string_view json) {
  return json.find("\\ud") != std::string_view::npos || json.find("\\uD") != std::string_view::npos;
}

std::string without_lone_surrogates(std::string_view json) {
  std::string result{json};
  for (std::size_t at = json.find('\\'); at != std::string_view::npos; at = json.find('\\', at)) {
    const unsigned unit = unit_at(json, at);
    if (unit == 0) {
      at += 2;  // the next character belongs to this escape, also when it is another backslash
    } else if (is_high(unit) && is_low(unit_at(json, at + escape_length))) {
      at += 2 * escape_length;
    } else {
      if (is_high(unit) || is_low(unit)) result.replace(at, escape_length, "\\ufffd");
      at += escape_length;
    }
  }
  return result;
}

}  // namespace conform
