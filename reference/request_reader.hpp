#pragma once

#include <chrono>
#include <string>

#include "reference/connection.hpp"
#include "reference/http_message.hpp"

namespace conform::reference {

/// So long a connection may rest before its first request and between two.
inline constexpr std::chrono::seconds idle_time{120};
/// So long a request may take to come, from its first byte.
inline constexpr std::chrono::seconds request_time{30};

/// What came in on a connection.
struct Incoming {
  enum class Kind {
    request,   ///< a whole request
    unusable,  ///< something that gets an error response and a closed connection
    nothing    ///< the peer has closed, or was idle for too long
  };
  Kind kind = Kind::nothing;
  HttpRequest request;
  bool keep_alive = false;
  std::string code;    ///< for unusable: of problem_kind
  std::string detail;  ///< for unusable
};

/// Reads one HTTP/1.1 request (RFC 9112), with limits on size and time. It refuses what two readers could understand
/// differently. It gives field values as they were sent, and nothing that came behind the request is lost.
[[nodiscard]] Incoming read_request(Connection& connection);

}  // namespace conform::reference
