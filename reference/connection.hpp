#pragma once

#include <sys/types.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>

#include "reference/tls.hpp"

namespace conform::reference {

/// An accepted TCP connection, with or without TLS on it: buffered reads up to a deadline, whole writes, and everything
/// ends at once when the stop descriptor becomes readable. Owns the socket.
class Connection {
 public:
  using Clock = std::chrono::steady_clock;

  /// `tls` null: none.
  Connection(int socket, int stop, const TlsSettings* tls = nullptr);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Waits for the next byte. False: nothing came in time, the peer has closed, or the server stops.
  [[nodiscard]] bool wait_readable(std::chrono::milliseconds time);
  /// For connections without TLS: true when a thread can read the next request without waiting for a slow client, or
  /// has to see that the peer has closed or sends too much. Takes nothing.
  [[nodiscard]] bool has_whole_request() const;
  /// True when bytes were read that nobody has taken.
  [[nodiscard]] bool has_buffered() const { return begin_ < end_; }
  /// When the first byte of the next request came; nothing: nobody has looked.
  [[nodiscard]] std::optional<Clock::time_point> arrival() const { return arrival_; }
  void set_arrival(std::optional<Clock::time_point> time) { arrival_ = time; }
  [[nodiscard]] int socket() const { return socket_; }
  [[nodiscard]] bool is_tls() const { return wants_tls_; }
  /// Reads fail after that.
  void set_deadline(Clock::time_point deadline) { deadline_ = deadline; }
  [[nodiscard]] bool past_deadline() const { return Clock::now() >= deadline_; }
  /// The number of bytes read; 0 when the peer has closed, -1 on trouble.
  [[nodiscard]] ssize_t read(char* to, std::size_t size);
  /// False: the peer is gone, does not read for ten seconds, or the server stops meanwhile.
  bool write(std::string_view bytes);
  /// Waits without reading. False: the peer has closed, or the server stops.
  [[nodiscard]] bool pause(std::chrono::milliseconds time);
  /// Ends our side and lets the peer read what was sent, even while it is still sending.
  void finish();
  /// Ends the connection with a reset.
  void reset();

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
  std::optional<Clock::time_point> arrival_;
  std::array<char, 16384> buffer_{};
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace conform::reference
