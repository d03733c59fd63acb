#pragma once

#include <functional>
#include <memory>
#include <string>

#include "reference/connection.hpp"
#include "reference/tls.hpp"

namespace conform::reference {

/// Accepts TCP connections. Those at rest, and those whose request has not come whole, are watched together and take no
/// thread; a request that is there is served by one of many threads, so that none waits for another.
class Listener {
 public:
  /// Serves one request. Called from many threads at once, one at a time per connection. False: the connection is done.
  using Serve = std::function<bool(Connection&)>;

  /// Binds at once; the port can be read before start(). Throws std::runtime_error.
  /// `tls` null: connections are not encrypted.
  Listener(const std::string& host, int port, std::unique_ptr<const TlsSettings> tls = nullptr);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  [[nodiscard]] int port() const;
  void start(Serve serve);
  /// Ends idle connections, lets running responses finish, and joins the threads.
  void stop();
  /// Blocks until stop() was called.
  void wait();
  /// True once stop() was called: no further request is to be read.
  [[nodiscard]] bool stopping() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace conform::reference
