#include "target/proxy.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <span>

#include "base/ascii.hpp"
#include "base/number.hpp"
#include "target/base_url.hpp"

namespace conform {
namespace {

std::string_view scheme_of(std::string_view proxy) {
  const std::size_t colon = proxy.find("://");
  return colon == std::string_view::npos ? std::string_view{"http"} : proxy.substr(0, colon);
}

/// An IP address as its bytes; empty for what is none.
std::string address_of(std::string_view host) {
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const std::string text{host};
  std::array<char, sizeof(in6_addr)> bytes{};
  if (inet_pton(AF_INET, text.c_str(), bytes.data()) == 1) return {bytes.data(), sizeof(in_addr)};
  if (inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) return {bytes.data(), sizeof(in6_addr)};
  return {};
}

/// True when the first `bits` of two addresses of one kind are the same.
bool same_network(const std::string& a, const std::string& b, std::size_t bits) {
  if (a.size() != b.size() || a.empty() || bits > a.size() * 8) return false;
  for (std::size_t bit = 0; bit < bits; ++bit) {
    const unsigned differ = static_cast<unsigned char>(a[bit / 8]) ^ static_cast<unsigned char>(b[bit / 8]);
    if ((differ >> (7 - bit % 8) & 1U) != 0) return false;
  }
  return true;
}

/// True when an entry of NO_PROXY is for this host and port.
bool is_for(std::string_view entry, const std::string& host, std::string_view port) {
  if (entry == "*") return true;
  if (const std::size_t slash = entry.find('/'); slash != std::string_view::npos) {
    const auto bits = whole_number(entry.substr(slash + 1));
    return bits && same_network(address_of(entry.substr(0, slash)), address_of(host), *bits);
  }
  const bool one_colon = std::count(entry.begin(), entry.end(), ':') == 1;
  const std::size_t bracket = entry.rfind("]:");
  if (one_colon || bracket != std::string_view::npos) {
    const std::size_t colon = entry.rfind(':');
    if (entry.substr(colon + 1) != port) return false;
    entry = entry.substr(0, colon);
  }
  const std::string address = address_of(host);
  if (!address.empty() || !address_of(entry).empty()) return address == address_of(entry);  // nothing is below one
  std::string name = lower(entry);
  if (name.starts_with("*.")) name.erase(0, 1);
  while (name.ends_with('.')) name.pop_back();
  if (name.starts_with('.')) name.erase(0, 1);
  if (name.empty()) return false;
  std::string_view whole = host;
  if (whole.ends_with('.')) whole.remove_suffix(1);
  return whole == name || (whole.ends_with(name) && whole[whole.size() - name.size() - 1] == '.');
}

bool goes_without(const BaseUrl& url, std::string_view none) {
  const std::string host = lower(url.host);
  const std::size_t bracket = url.authority.find(']');
  const std::size_t colon = url.authority.find(':', bracket == std::string::npos ? 0 : bracket);
  const std::string port =
      colon == std::string::npos ? (url.scheme == "https" ? "443" : "80") : url.authority.substr(colon + 1);
  while (!none.empty()) {
    const std::size_t end = std::min(none.find_first_of(", \t"), none.size());
    if (end > 0 && is_for(none.substr(0, end), host, port)) return true;
    none.remove_prefix(std::min(end + 1, none.size()));
  }
  return false;
}

// HTTP_PROXY in upper case is what a CGI program must not trust; this is not one.
constexpr std::array<const char*, 4> for_http{"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"};
constexpr std::array<const char*, 4> for_https{"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};

struct Found {
  std::string name;
  std::string value;
};

std::optional<Found> first_set(std::span<const char* const> names) {
  for (const char* name : names) {
    // Nothing in this program changes the environment while threads run.
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe)
    if (value) return Found{name, value};
  }
  return std::nullopt;
}

}  // namespace

std::string proxy_trouble(std::string_view proxy) {
  const auto odd = [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == '\x7F'; };
  if (std::any_of(proxy.begin(), proxy.end(), odd)) return "has a space or a control character";
  const std::string scheme = lower(scheme_of(proxy));
  constexpr std::array<std::string_view, 6> known{"http", "https", "socks4", "socks4a", "socks5", "socks5h"};
  if (std::find(known.begin(), known.end(), scheme) == known.end()) return "has a scheme that no proxy has";
  const std::size_t colon = proxy.find("://");
  std::string_view rest = colon == std::string_view::npos ? proxy : proxy.substr(colon + 3);
  if (rest.ends_with('/')) rest.remove_suffix(1);
  if (const std::size_t at = rest.rfind('@'); at != std::string_view::npos) rest.remove_prefix(at + 1);
  const auto url = parse_base_url("http://" + std::string{rest});
  if (!url) return url.error();
  return url->path.empty() ? std::string{} : "has a path";
}

Result<ProxyVariables> proxies_of_environment() {
  constexpr std::array<const char*, 2> none{"no_proxy", "NO_PROXY"};
  Diagnostics diagnostics;
  const auto checked = [&](std::span<const char* const> names) {
    const auto found = first_set(names);
    if (!found || found->value.empty()) return std::string{};
    const std::string trouble = proxy_trouble(found->value);
    if (trouble.empty()) return found->value;
    Diagnostic diagnostic =
        Diagnostic::about_flag(fmt::format("the proxy in the environment variable {} {}", found->name, trouble),
                               "for example http://proxy.example:3128");
    if (std::find(diagnostics.begin(), diagnostics.end(), diagnostic) == diagnostics.end())
      diagnostics.push_back(std::move(diagnostic));
    return std::string{};
  };
  ProxyVariables variables{.http = checked(for_http), .https = checked(for_https), .none = {}};
  if (const auto found = first_set(none)) variables.none = found->value;
  if (!diagnostics.empty()) return tl::unexpected{std::move(diagnostics)};
  return variables;
}

std::string proxy_variable(std::string_view base_url) {
  const auto url = parse_base_url(base_url);
  const auto found = first_set(url && url->scheme == "https" ? for_https : for_http);
  return found && !found->value.empty() ? found->name : std::string{};
}

std::string proxy_for(std::string_view base_url, const ProxyVariables& variables) {
  const auto url = parse_base_url(base_url);
  if (!url || is_loopback(url->host) || goes_without(*url, variables.none)) return {};
  return url->scheme == "https" ? variables.https : variables.http;
}

}  // namespace conform
