#pragma once

#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace conform::reference {

/// What requests come in on and responds go out on: buffered reads up to a deadline, whole writes.
class Connection {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Connection(std::uint64_t number = next_number()) : number_{number} {}
  virtual ~Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Waits for the next byte. False: nothing came in time, the peer has closed, or the server stops.
  [[nodiscard]] virtual bool wait_readable(std::chrono::milliseconds time) = 0;
  /// Reads fail after that.
  virtual void set_deadline(Clock::time_point deadline) = 0;
  [[nodiscard]] virtual bool past_deadline() const = 0;
  /// The number of bytes read; 0 when the peer has closed, -1 on trouble.
  [[nodiscard]] virtual ssize_t read(char* to, std::size_t size) = 0;
  /// False: the peer is gone, does not read for ten seconds, or the server stops meanwhile.
  virtual bool write(std::string_view bytes) = 0;
  /// Waits without reading. False: the peer has closed, or the server stops.
  [[nodiscard]] virtual bool pause(std::chrono::milliseconds time) = 0;
  /// Ends the connection with a reset.
  virtual void reset() = 0;

  /// Which connection of the server it is; requests with one number came over one connection.
  [[nodiscard]] std::uint64_t number() const { return number_; }
  [[nodiscard]] static std::uint64_t next_number() {
    static std::atomic<std::uint64_t> last{0};
    return ++last;
  }

  /// A body was left unread (a fault): what comes next begins with it.
  void spoil() { spoiled_ = true; }
  [[nodiscard]] bool spoiled() const { return spoiled_; }

 private:
  std::uint64_t number_;
  bool spoiled_ = false;
};

}  // namespace conform::reference
