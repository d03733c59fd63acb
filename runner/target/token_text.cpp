#include "target/token_text.hpp"

#include <algorithm>
#include <random>

#include "base/ascii.hpp"
#include "base/percent.hpp"

namespace conform {

std::string token_trouble(std::string_view token) {
  if (token.empty()) return "the token is empty";
  const auto odd = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\x7F'; };
  if (std::any_of(token.begin(), token.end(), odd)) return "the token has a line break or another control character";
  if (token.front() == ' ' || token.back() == ' ') return "the token has a space at its end";
  return {};
}

bool can_be_altered(std::string_view token) {
  constexpr std::size_t enough = 8;
  return token.size() >= enough && !token.starts_with(stand_in_prefix);
}

std::string shortened(std::string_view token) { return std::string{token.substr(0, token.size() - 1)}; }

std::string in_other_case(std::string_view token) {
  std::string text{token};
  for (char& c : text) c = lower(c) == c ? upper(c) : lower(c);
  return text;
}

std::string make_stand_in() {
  std::random_device device;  // the system's generator: a server must not be able to name a stand-in
  std::string text{stand_in_prefix};
  while (text.size() < stand_in_length) text += lower_hex[device() & 15U];
  return text;
}

}  // namespace conform
