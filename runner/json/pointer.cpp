#include "json/pointer.hpp"

#include <charconv>
#include <cstddef>
#include <nlohmann/json.hpp>

namespace conform {
namespace {

/// RFC 6901 section 4: "0", or digits without a leading zero; "-" names the element after the last, which is none.
std::optional<std::size_t> array_index(std::string_view token) {
  if (token.empty() || (token.size() > 1 && token.front() == '0')) return std::nullopt;
  std::size_t index = 0;
  const auto [end, failed] = std::from_chars(token.data(), token.data() + token.size(), index);
  if (failed != std::errc{} || end != token.data() + token.size()) return std::nullopt;
  return index;
}

}  // namespace

std::optional<std::vector<std::string>> split_pointer(std::string_view pointer) {
  std::vector<std::string> tokens;
  if (pointer.empty()) return tokens;
  if (pointer.front() != '/') return std::nullopt;
  for (std::size_t at = 0; at < pointer.size(); ++at) {
    const char c = pointer[at];
    if (c == '/') {
      tokens.emplace_back();
    } else if (c != '~') {
      tokens.back() += c;
    } else {
      const char next = at + 1 < pointer.size() ? pointer[at + 1] : '\0';
      if (next != '0' && next != '1') return std::nullopt;
      tokens.back() += next == '0' ? '~' : '/';
      ++at;
    }
  }
  return tokens;
}

std::string escape_token(std::string_view token) {
  std::string escaped;
  escaped.reserve(token.size());
  for (const char c : token) {
    if (c == '~') {
      escaped += "~0";
    } else if (c == '/') {
      escaped += "~1";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

const nlohmann::json* resolve_pointer(const nlohmann::json& document, std::string_view pointer) {
  const auto tokens = split_pointer(pointer);
  if (!tokens) return nullptr;
  const nlohmann::json* value = &document;
  for (const std::string& token : *tokens) {
    if (value->is_object()) {
      const auto member = value->find(token);
      if (member == value->end()) return nullptr;
      value = &*member;
    } else if (value->is_array()) {
      const auto index = array_index(token);
      if (!index || *index >= value->size()) return nullptr;
      value = &(*value)[*index];
    } else {
      return nullptr;
    }
  }
  return value;
}

}  // namespace conform
