#include "http/excerpt.hpp"

#include <fmt/format.h>

#include <string>

namespace conform {

Untrusted excerpt(std::string_view bytes) {
  constexpr std::size_t most_shown = 40;
  const std::string_view kept = bytes.substr(0, most_shown + Untrusted::margin);
  std::string text;
  for (const char c : kept) {
    if (c >= ' ' && c < '\x7F') {
      text += c;
    } else {
      text += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    }
  }
  return "\"" + Untrusted{text, most_shown, Untrusted::Form::words, text.size() + (bytes.size() - kept.size())} + "\"";
}

}  // namespace conform
