#include "json/text.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

#include "json/compare.hpp"
#include "json/utf8.hpp"

namespace conform {
namespace {

/// Characters that would break a line or turn the text around it over, though JSON allows them as they are.
bool harmful(char32_t c) {
  return (c >= 0x7F && c <= 0x9F) || c == 0x61C || c == 0x200E || c == 0x200F || c == 0x2028 || c == 0x2029 ||
         (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

void append_escaped(std::string& text, char32_t c) {
  static constexpr std::string_view digits = "0123456789abcdef";
  text += "\\u";
  for (const unsigned shift : {12U, 8U, 4U, 0U}) text += digits[(c >> shift) & 0xFU];
}

std::string with_harmful_escaped(std::string_view text) {
  std::string safe;
  safe.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = std::max<std::size_t>(utf8_length(text), 1);
    const char32_t character = utf8_decode(text);
    if (harmful(character)) {
      append_escaped(safe, character);
    } else {
      safe += text.substr(0, length);
    }
    text.remove_prefix(length);
  }
  return safe;
}

}  // namespace

std::string clipped(const nlohmann::json& value, std::size_t max_bytes) {
  const std::string whole = value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  if (whole.size() <= max_bytes) return with_harmful_escaped(whole);
  std::size_t end = max_bytes;
  while (end > 0 && (static_cast<unsigned char>(whole[end]) & 0xC0U) == 0x80U) --end;
  return with_harmful_escaped(std::string_view{whole}.substr(0, end)) + "… (" + std::to_string(whole.size()) +
         " bytes)";
}

std::string type_name(const nlohmann::json& value) {
  if (value.is_number()) return is_integral(value) ? "integer" : "number";
  return value.type_name();
}

}  // namespace conform
