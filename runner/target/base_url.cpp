#include "target/base_url.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>

#include "base/ascii.hpp"

namespace conform {
namespace {

bool is_host(std::string_view host) {
  if (host.starts_with('[')) {
    in6_addr address{};
    return host.ends_with(']') &&
           inet_pton(AF_INET6, std::string{host.substr(1, host.size() - 2)}.c_str(), &address) == 1;
  }
  return !host.empty() && std::all_of(host.begin(), host.end(),
                                      [](char c) { return is_alphanumeric(c) || c == '-' || c == '.' || c == '_'; });
}

bool is_port(std::string_view port) {
  if (port.empty() || port.size() > 5 || !std::all_of(port.begin(), port.end(), is_digit)) return false;
  const int number = std::stoi(std::string{port});
  return number >= 1 && number <= 65535;
}

bool is_path(std::string_view path) {
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] == '%') {
      if (i + 2 >= path.size() || !is_hex(path[i + 1]) || !is_hex(path[i + 2])) return false;
    } else if (!is_alphanumeric(path[i]) &&
               std::string_view{"/-._~!$&'()*+,;=:@"}.find(path[i]) == std::string_view::npos) {
      return false;
    }
  }
  return true;
}

}  // namespace

tl::expected<BaseUrl, std::string> parse_base_url(std::string_view text) {
  const std::size_t colon = text.find("://");
  const std::string scheme = lower(text.substr(0, colon));
  if (colon == std::string_view::npos || (scheme != "http" && scheme != "https")) {
    return tl::unexpected{std::string{"is not an http(s) URL"}};
  }
  const std::string_view rest = text.substr(colon + 3);
  if (rest.find('?') != std::string_view::npos) return tl::unexpected{std::string{"has a query"}};
  if (rest.find('#') != std::string_view::npos) return tl::unexpected{std::string{"has a fragment"}};
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  const std::string_view authority = rest.substr(0, slash);
  std::string_view path = rest.substr(slash);
  if (authority.find('@') != std::string_view::npos) {
    return tl::unexpected{std::string{"has credentials in it; use an actor with a token instead"}};
  }
  const std::size_t bracket = authority.find(']');
  const std::size_t port = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  const std::string_view host = authority.substr(0, port);
  if (!is_host(host)) return tl::unexpected{std::string{"has no valid host"}};
  if (port != std::string_view::npos && !is_port(authority.substr(port + 1))) {
    return tl::unexpected{std::string{"has no valid port"}};
  }
  if (!is_path(path)) return tl::unexpected{std::string{"has characters in its path that must be percent-encoded"}};
  while (path.ends_with('/')) path.remove_suffix(1);
  return BaseUrl{
      .scheme = scheme, .host = std::string{host}, .authority = std::string{authority}, .path = std::string{path}};
}

std::string to_string(const BaseUrl& url) { return url.scheme + "://" + url.authority + url.path; }

bool is_loopback(std::string_view host) {
  std::string name = lower(host);
  if (name.starts_with('[') && name.ends_with(']')) name = name.substr(1, name.size() - 2);
  if (name == "localhost" || name == "localhost.") return true;
  in_addr four{};
  if (inet_pton(AF_INET, name.c_str(), &four) == 1) return ntohl(four.s_addr) >> 24U == 127;
  in6_addr six{};
  if (inet_pton(AF_INET6, name.c_str(), &six) != 1) return false;
  constexpr std::array<unsigned char, 16> one{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  return std::equal(one.begin(), one.end(), std::begin(six.s6_addr));
}

std::string trouble_with_secrets_to(const BaseUrl& url, bool plain_http) {
  if (url.scheme == "https" || plain_http || is_loopback(url.host)) return {};
  return "secrets would go over the network unencrypted";
}

std::string_view version_in(std::string_view path) {
  const std::string_view last = path.substr(path.rfind('/') + 1);
  const bool shaped = last.size() >= 6 && last[4] == '-' && std::all_of(last.begin(), last.begin() + 4, is_digit) &&
                      std::all_of(last.begin() + 5, last.end(), is_digit);
  return shaped ? last : std::string_view{};
}

}  // namespace conform
