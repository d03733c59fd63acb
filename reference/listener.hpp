#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "reference/connection.hpp"
#include "reference/tls.hpp"

namespace conform::reference {

/// So many connections are served concurrently.
inline constexpr std::size_t most_connections = 512;

/// Accepts TCP connections and serves each in a thread of its own. One that comes when most_connections are there (or
/// as many as the system has threads and descriptors for) ends the one that has been without a served request for
/// longest: clients that are slow to send, to read or to shake hands keep no other client out, however many they are.
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
  /// Ends connections at rest, lets running responses finish, and joins the threads.
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
