#include "journal/stable_hash.hpp"

#include <arpa/inet.h>
#include <fmt/core.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include "base/ascii.hpp"
#include "target/base_url.hpp"

namespace conform {
namespace {

bool is_this_machine(in_addr address) { return address.s_addr == INADDR_ANY || ntohl(address.s_addr) >> 24U == 127; }

// Of all names that lead to one host as far as this can be determined without asking anyone. Resolvers take more
// spellings of an address than URLs should have ("127.1"), and the address "any" leads to this machine.
std::string one_name(std::string_view host) {
  std::string name = lower(host);
  if (name.starts_with('[') && name.ends_with(']')) name = name.substr(1, name.size() - 2);
  while (name.ends_with('.')) name.pop_back();
  constexpr const char* this_machine = "loopback";
  if (is_loopback(name) || name.ends_with(".localhost")) return this_machine;
  in_addr four{};
  if (inet_aton(name.c_str(), &four) != 0) {
    if (is_this_machine(four)) return this_machine;
    std::array<char, INET_ADDRSTRLEN> text{};
    return inet_ntop(AF_INET, &four, text.data(), text.size());
  }
  in6_addr six{};
  if (inet_pton(AF_INET6, name.c_str(), &six) != 1) return name;
  if (IN6_IS_ADDR_UNSPECIFIED(&six)) return this_machine;
  if (IN6_IS_ADDR_V4MAPPED(&six)) {
    constexpr std::size_t before_the_address = 12;
    std::memcpy(&four, &six.s6_addr[before_the_address], sizeof four);
    std::array<char, INET_ADDRSTRLEN> text{};
    return is_this_machine(four) ? this_machine : inet_ntop(AF_INET, &four, text.data(), text.size());
  }
  std::array<char, INET6_ADDRSTRLEN> text{};
  return inet_ntop(AF_INET6, &six, text.data(), text.size());
}

}  // namespace

std::string place_of_user(std::string_view base_url, std::string_view user_id) {
  const auto url = parse_base_url(base_url);
  if (!url) return std::string{base_url} + ' ' + lower(user_id);
  std::string_view path = url->path;
  path.remove_suffix(version_in(path).size());
  std::string_view port = std::string_view{url->authority}.substr(url->host.size());
  while (port.starts_with(':') || port.starts_with('0')) port.remove_prefix(1);
  if (port == (url->scheme == "http" ? "80" : "443")) port = {};
  return one_name(url->host) + (port.empty() ? "" : ":") + std::string{port} + std::string{path} + ' ' + lower(user_id);
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
