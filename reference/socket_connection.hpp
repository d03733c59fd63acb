#pragma once

#include <array>

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
  /// The reset goes out when this object goes.
  void reset() override;

  /// Ends our side and lets the peer read what was sent, even while it is still sending.
  void finish();
  /// Ends both sides at once: whoever reads or writes here does not wait any longer. The one member that another thread
  /// may call.
  void end();

 private:
  enum class Event { ready, timeout, ended };
  Event wait(short events, Clock::time_point until);
  /// Waits for bytes and takes them into the empty buffer. The result is that of read().
  ssize_t fill(Clock::time_point until);
  /// Takes or puts what can be at once. 0 of `receive`: the peer has closed. -1: trouble, or `wanted` has the event to
  /// wait for.
  ssize_t receive(char* to, std::size_t size, short& wanted);
  ssize_t transmit(std::string_view bytes, short& wanted);
  /// What an SSL function says by its result.
  ssize_t tls_result(int result, short& wanted);

  int socket_;
  int stop_;
  bool wants_tls_;
  bool is_reset_ = false;
  TlsSettings::Session tls_;
  Clock::time_point deadline_ = Clock::time_point::max();
  std::array<char, std::size_t{16} * 1024> buffer_{};
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace conform::reference
