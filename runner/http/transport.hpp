#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "model/exchange.hpp"
#include "model/secret.hpp"

namespace conform {

/// How to reach the server. Every limit has a default that a staging server behind a gateway lives with.
struct TransportOptions {
  std::string base_url;                       ///< "https://host:port/user/2024-3", no trailing slash, no query
  std::chrono::milliseconds timeout{10'000};  ///< over a whole exchange, connecting included
  std::chrono::milliseconds connect_timeout{5'000};
  std::size_t max_head_bytes = 256U << 10U;
  std::size_t max_body_bytes = 8U << 20U;
  std::string ca_file;
  std::string client_certificate;
  std::string client_key;
  std::string proxy;        ///< only this one; proxy variables of the environment are not looked at
  std::string tls_minimum;  ///< "1.2" or "1.3"; empty: 1.2
  bool insecure = false;    ///< no certificate is verified
};

/// What one request got, with its times.
struct TimedResponse {
  ResponseOrError response;
  std::chrono::system_clock::time_point started_at{};
  std::chrono::microseconds took{};
  bool reused = false;  ///< it went over the connection of the request that was sent before it
};

/// Puts requests on the wire and keeps what comes back. One object belongs to one thread and keeps its connection
/// alive.
class Transport {
 public:
  virtual ~Transport() = default;
  /// Sends one request and waits for its response, the deadline or the stop.
  [[nodiscard]] virtual TimedResponse send(const Request& request, const std::stop_token& stop) = 0;
  /// The next request gets a connection of its own.
  virtual void leave_connection() {}
  /// Sends all of them at once, each on a connection of its own, and waits for all; results in the order given.
  [[nodiscard]] virtual std::vector<TimedResponse> send_concurrently(std::span<const Request> requests,
                                                                     const std::stop_token& stop) = 0;
};

/// A transport on libcurl: the asked bytes and nothing else (Host, and Content-Length for a body, excepted), no
/// redirects, no cookies, no environment proxies, no decoding. Reads responses as http/response_reader.hpp says.
///
/// `send` keeps its connection for the next one. When a kept connection turns out to be closed before a byte of an
/// response came, the request is sent once more on a fresh one; on a fresh connection that is
/// TransportErrorKind::closed. `send_concurrently` connects first and writes all requests when the last connection
/// stands (or has failed). Throws std::invalid_argument when the base URL is not an http(s) URL, or has credentials, a
/// query or a fragment.
[[nodiscard]] std::unique_ptr<Transport> make_curl_transport(const TransportOptions& options);

/// What `make_curl_transport` is made of: "libcurl/7.88.1 OpenSSL/3.0.17 …".
[[nodiscard]] std::string transport_library();

/// A POSIX shell command line that repeats a request with curl, byte for byte; where curl cannot, a comment at its end
/// says what differs. The values of `secrets` are left to the shell as "$VARIABLE", wherever they stand in the request.
[[nodiscard]] std::string to_curl(const Request& request, const std::string& base_url,
                                  std::span<const Secret> secrets = {});

}  // namespace conform
