#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "model/exchange.hpp"

namespace conform {

/// What a request's bytes need to know of where they go.
struct Endpoint {
  std::string host;      ///< value of Host: "host" or "host:port"
  std::string path;      ///< path of the base URL, no trailing slash: "/user/2024-3" or ""
  std::string absolute;  ///< "http://host:port" in front of the path, for a proxy that does not tunnel; or ""
  std::string proxy_authorization;  ///< value of Proxy-Authorization for such a proxy; or ""
};

/// The bytes of a request (RFC 9112): request line, Host when it is not asked for, the asked headers in their order and
/// spelling, Content-Length when there is a body and neither it nor Transfer-Encoding is asked for, the body as it is.
/// Or why it cannot be sent: a method or field name that is not a token, CR, LF or NUL in a field value, a target with
/// a space or control character.
[[nodiscard]] tl::expected<std::string, std::string> request_bytes(const Request& request, const Endpoint& endpoint);

}  // namespace conform
