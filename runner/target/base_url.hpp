#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace conform {

/// The parts of a base URL.
struct BaseUrl {
  std::string scheme;     ///< "http" or "https"
  std::string host;       ///< as written: "user.example", "[::1]"
  std::string authority;  ///< host, and port when one is named
  std::string path;       ///< "/user/2024-3", no trailing slash; "" for none
  friend bool operator==(const BaseUrl&, const BaseUrl&) = default;
};

/// Reads an absolute http(s) URL (RFC 3986) without credentials, query and fragment, or says why it is none. The reason
/// never quotes the URL, which may hold credentials.
[[nodiscard]] tl::expected<BaseUrl, std::string> parse_base_url(std::string_view text);

/// The URL put together again, without a trailing slash.
[[nodiscard]] std::string to_string(const BaseUrl& url);

/// True for the hosts that are this machine for certain: localhost, 127.0.0.0/8, ::1 (also as [::1] and in long form).
[[nodiscard]] bool is_loopback(std::string_view host);

/// Why no secret may be sent to this URL; empty: it may. What is not encrypted may go to this machine, and anywhere
/// when `plain_http` says that the target's own secrets go in the clear.
[[nodiscard]] std::string trouble_with_secrets_to(const BaseUrl& url, bool plain_http);

/// The last path segment when it has the shape of an API version ("2024-3"), else nothing.
[[nodiscard]] std::string_view version_in(std::string_view path);

}  // namespace conform
