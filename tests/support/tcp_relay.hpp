#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace conform::test {

/// Stands between a client and a server on 127.0.0.1 and does to their connections what networks do. One thread for
/// each connection.
class TcpRelay {
 public:
  /// What becomes of a piece that the client sends; small requests come in one piece.
  enum class Fate {
    pass,           ///< the server gets it
    reset,          ///< the client's connection breaks; the server never sees the piece
    lose_response,  ///< the server gets it, and the client's connection breaks in place of the response
    cut_response,   ///< the same, after the first bytes of the response
    stall           ///< it is swallowed, and nothing happens any more
  };
  using Decide = std::function<Fate(std::string_view piece)>;

  /// Relays to that port. `decide` is called from many threads, one at a time.
  TcpRelay(std::uint16_t server_port, Decide decide);
  /// Closes every connection.
  ~TcpRelay();
  TcpRelay(const TcpRelay&) = delete;
  TcpRelay& operator=(const TcpRelay&) = delete;

  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  /// How many pieces did not simply pass.
  [[nodiscard]] std::size_t harmed() const noexcept { return harmed_; }

 private:
  void accept_until_stopped();
  void relay(int client);
  Fate fate_of(std::string_view piece);

  std::uint16_t server_port_;
  Decide decide_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<std::size_t> harmed_{0};
  std::mutex deciding_;
  std::stop_source stop_;
  std::vector<std::jthread> connections_;
  std::jthread acceptor_;
};

}  // namespace conform::test
