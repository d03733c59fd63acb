#include "base/percent.hpp"

#include <cstddef>

#include "base/ascii.hpp"

namespace conform {
namespace {

void append_encoded(std::string& encoded, char c, std::string_view digits) {
  const auto byte = static_cast<unsigned char>(c);
  encoded.append("%").append(1, digits[byte >> 4U]).append(1, digits[byte & 15U]);
}

std::string encoded_but(std::string_view text, std::string_view marks, std::string_view digits) {
  std::string encoded;
  for (const char c : text) {
    if (is_alphanumeric(c) || marks.find(c) != std::string_view::npos) {
      encoded += c;
    } else {
      append_encoded(encoded, c, digits);
    }
  }
  return encoded;
}

}  // namespace

std::string percent_encoded_whole(std::string_view text, std::string_view digits) {
  std::string encoded;
  for (const char c : text) append_encoded(encoded, c, digits);
  return encoded;
}

std::string percent_encoded(std::string_view text, std::string_view digits) {
  return encoded_but(text, "-_.~", digits);
}

std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && is_hex(text[i + 1]) && is_hex(text[i + 2])) {
      decoded += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

std::string form_encoded(std::string_view text) {
  std::string encoded = encoded_but(text, "*-._ ", upper_hex);
  for (char& c : encoded) c = c == ' ' ? '+' : c;
  return encoded;
}

std::string form_of(std::span<const std::pair<std::string, std::string>> pairs) {
  std::string body;
  for (const auto& [name, value] : pairs) {
    if (!body.empty()) body += '&';
    body.append(form_encoded(name)).append("=").append(form_encoded(value));
  }
  return body;
}

}  // namespace conform
