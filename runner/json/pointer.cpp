#include "json/pointer.hpp"

#include <cstddef>
#include <nlohmann/json.hpp>

#include "base/number.hpp"

namespace conform {
namespace {

/// RFC 6901 section 4: "0", or digits without a leading zero; "-" names the element after the last, which is not one.
std::optional<std::size_t> array_index(std::string_view token) {
  if (token.empty() || (token.size() > 1 && token.front() == '0')) return std::nullopt;
  return whole_number(token);
}

/// The member or element that a token names, or null.
const nlohmann::json* child_of(const nlohmann::json& value, std::string_view token) {
  if (value.is_object()) {
    const auto member = value.find(token);
    return member == value.end() ? nullptr : &*member;
  }
  if (!value.is_array()) return nullptr;
  const auto index = array_index(token);
  return index && *index < value.size() ? &value[*index] : nullptr;
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
  // Only pointers with escapes must be taken apart into texts of their own.
  if (pointer.find('~') != std::string_view::npos) {
    const auto tokens = split_pointer(pointer);
    if (!tokens) return nullptr;
    const nlohmann::json* value = &document;
    for (std::size_t i = 0; i < tokens->size() && value != nullptr; ++i) value = child_of(*value, (*tokens)[i]);
    return value;
  }
  if (!pointer.empty() && pointer.front() != '/') return nullptr;
  const nlohmann::json* value = &document;
  while (!pointer.empty() && value != nullptr) {
    pointer.remove_prefix(1);
    const std::string_view token = pointer.substr(0, pointer.find('/'));
    pointer.remove_prefix(token.size());
    value = child_of(*value, token);
  }
  return value;
}

}  // namespace conform
