#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "model/exchange.hpp"

namespace conform {

/// How to reach the server. Every limit has a default that a staging server behind a gateway lives with.
struct TransportOptions {
  std::string base_url;  ///< "https://host:port/user/2024-3", no trailing slash, no query
  std::chrono::milliseconds timeout{10'000};          ///< over a whole exchange, connecting included
  std::chrono::milliseconds connect_timeout{5'000};
  std::size_t max_head_bytes = 256U << 10U;
  std::size_t max_body_bytes = 8U << 20U;
  std::string ca_file;
  std::string client_certificate;
  std::string client_key;
  std::string proxy;  ///< only this one; proxy variables of the environment are not looked at
  bool insecure = false;
};

/// What one request got, with its times.
struct Sent {
  Answer answer;
  std::chrono::system_clock::time_point started_at{};
  std::chrono::microseconds took{};
};

/// Puts requests on the wire and keeps what comes back. One object belongs to one thread and keeps its connection alive.
class Transport {
 public:
  virtual ~Transport() = default;
  /// Sends one request and waits for its answer, the deadline or the stop.
  [[nodiscard]] virtual Sent send(const Request& request, const std::stop_token& stop) = 0;
  /// Sends all of them at once, each on a connection of its own, and waits for all; results in the order given.
  [[nodiscard]] virtual std::vector<Sent> send_together(std::span<const Request> requests, const std::stop_token& stop) = 0;
};

/// A transport on libcurl: the asked bytes and nothing else (Host, and Content-Length for a body, excepted), no redirects,
/// no cookies, no environment proxies, no decoding.
[[nodiscard]] std::unique_ptr<Transport> make_curl_transport(const TransportOptions& options);

/// A shell command line that repeats a request with curl, exactly: `url` is the base URL, values are quoted for POSIX
/// shells. Header values that hold a "$NAME" placeholder of `secrets` are quoted so that the shell fills them in.
[[nodiscard]] std::string to_curl(const Request& request, const std::string& base_url);

}  // namespace conform
