#include "check/media_type.hpp"

#include <cstddef>

#include "base/ascii.hpp"

namespace conform {
namespace {

// Reads `text` from the front; every function moves it on.
struct Cursor {
  std::string_view text;

  void skip_space() {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  }
  bool take(char c) {
    if (text.empty() || text.front() != c) return false;
    text.remove_prefix(1);
    return true;
  }
  std::string token() {
    std::size_t end = 0;
    while (end < text.size() && is_token_character(text[end])) ++end;
    std::string result{text.substr(0, end)};
    text.remove_prefix(end);
    return result;
  }
  std::optional<std::string> quoted() {
    std::string result;
    while (!text.empty()) {
      const char c = text.front();
      text.remove_prefix(1);
      if (c == '"') return result;
      if (c == '\\') {
        if (text.empty()) return std::nullopt;
        result += text.front();
        text.remove_prefix(1);
      } else {
        result += c;
      }
    }
    return std::nullopt;
  }
};

}  // namespace

std::optional<MediaType> parse_media_type(std::string_view text) {
  Cursor cursor{text};
  cursor.skip_space();
  const std::string type = cursor.token();
  if (type.empty() || !cursor.take('/')) return std::nullopt;
  const std::string subtype = cursor.token();
  if (subtype.empty()) return std::nullopt;
  MediaType result{.essence = lower(type + "/" + subtype), .parameters = {}};
  while (true) {
    cursor.skip_space();
    if (cursor.text.empty()) return result;
    if (!cursor.take(';')) return std::nullopt;
    cursor.skip_space();
    if (cursor.text.empty() || cursor.text.front() == ';') continue;  // RFC 9110 section 5.6.6 allows empty parameters
    std::string name = lower(cursor.token());
    if (name.empty() || !cursor.take('=')) return std::nullopt;
    if (cursor.take('"')) {
      auto value = cursor.quoted();
      if (!value) return std::nullopt;
      result.parameters.emplace_back(std::move(name), std::move(*value));
    } else {
      std::string value = cursor.token();
      if (value.empty()) return std::nullopt;
      result.parameters.emplace_back(std::move(name), std::move(value));
    }
  }
}

}  // namespace conform
