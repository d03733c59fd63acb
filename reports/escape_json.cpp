#include "reports/escape_json.hpp"

#include <fmt/core.h>

#include <cstddef>

#include "json/utf8.hpp"
#include "reports/text.hpp"

namespace conform {

std::string escape_misleading(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  std::string_view rest = json;
  while (!rest.empty()) {
    const std::size_t length = utf8_length(rest);
    const char32_t character = utf8_decode(rest);
    if (shows_as_itself(character)) {
      out += rest.substr(0, length);
    } else if (character < 0x10000) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(character));
    } else {
      const auto above = static_cast<unsigned>(character) - 0x10000U;
      out += fmt::format("\\u{:04x}\\u{:04x}", 0xD800U + (above >> 10U), 0xDC00U + (above & 0x3FFU));
    }
    rest.remove_prefix(length);
  }
  return out;
}

}  // namespace conform
