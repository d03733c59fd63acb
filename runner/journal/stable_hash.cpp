#include "journal/stable_hash.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>

#include "model/ascii.hpp"
#include "target/base_url.hpp"

namespace conform {
std::string place_of_user(std::string_view base_url, std::string_view user_id) {
  const auto url = parse_base_url(base_url);
  if (!url) return std::string{base_url} + ' ' + lower(user_id);
  std::string_view path = url->path;
  path.remove_suffix(version_in(path).size());
  return lower(url->authority) + std::string{path} + ' ' + lower(user_id);
}

std::string stable_hash(std::span<const std::string> texts) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  const auto take = [&](unsigned char byte) { hash = (hash ^ byte) * 0x100000001b3U; };
  for (const std::string& text : texts) {
    for (const char c : text) take(static_cast<unsigned char>(c));
    take(0);  // {"ab"} and {"a", "b"} are different lists
  }
  return fmt::format("{:016x}", hash);
}

}  // namespace conform
