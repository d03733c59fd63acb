#pragma once

#include <vector>

#include "reference/connection.hpp"
#include "reference/tls.hpp"

namespace conform::reference {

/// An accepted TCP connection, with or without TLS on it. Everything ends at once when the stop descriptor becomes
/// readable. Owns the socket.
class SocketConnection final : public Connection {
 public:
  /// `tls` null: none.
  SocketConnection(int socket, int stop, const TlsSettings* tls = nullptr);
  ~SocketConnection() override;

  [[nodiscard]] bool wait_readable(std::chrono::milliseconds time) override;
  void set_deadline(Clock::time_point deadline) override { deadline_ = deadline; }
  [[nodiscard]] bool past_deadline() const override { return Clock::now() >= deadline_; }
  [[nodiscard]] ssize_t read(char* to, std::size_t size) override;
  bool write(std::string_view bytes) override;
  [[nodiscard]] bool pause(std::chrono::milliseconds time) override;
  void finish() override;
  void reset() override;

  /// True when a thread can read the next request without waiting for a slow client, must see that the peer has
  /// closed or sends too much, or, with TLS, when that is unknown. Takes nothing.
  [[nodiscard]] bool can_be_served() const;
  [[nodiscard]] int descriptor() const { return socket_; }
  /// Gives back what it needs only while it is served.
  void rest();

 private:
  enum class Event { ready, timeout, ended };
  Event wait(short events, std::chrono::milliseconds time);
  /// Takes or puts what can be at once. 0 of `receive`: the peer has closed. -1: trouble, or `wanted` has the event to
  /// wait for.
  ssize_t receive(char* to, std::size_t size, bool peek, short& wanted);
  ssize_t transmit(std::string_view bytes, short& wanted);
  /// What an SSL function says by its result.
  ssize_t tls_result(int result, short& wanted);

  int socket_;
  int stop_;
  bool wants_tls_;
  TlsSettings::Session tls_;
  Clock::time_point deadline_ = Clock::time_point::max();
  std::vector<char> buffer_;  // made for the first read
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace conform::reference
