#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace conform::test {

/// The server's side of one TCP connection (or TLS session), driven by a script. Every wait ends when the server goes.
class RawConnection {
 public:
  virtual ~RawConnection() = default;

  /// Reads one request as it came: head, and a body framed by Content-Length or chunks. What had come when the peer
  /// closes.
  std::string read_request();
  /// Reads until so many bytes came since the last read (or the peer closes).
  std::string read_exactly(std::size_t count);
  /// Sends all bytes; false when the peer is gone.
  bool write(std::string_view bytes);
  /// Sends the bytes in pieces of `size`, with a pause before each but the first.
  bool drip(std::string_view bytes, std::size_t size, std::chrono::milliseconds pause);
  /// Sends the bytes again and again until the peer is gone.
  void flood(std::string_view bytes);
  /// Waits until the peer closes; what came until then is dropped.
  void wait_for_close();
  /// Waits; false when the server goes.
  bool pause(std::chrono::milliseconds time);
  /// Breaks the connection with a reset in place of an orderly end.
  virtual void reset() = 0;

  std::size_t number = 0;  ///< 0 for the server's first connection

 protected:
  RawConnection(std::stop_token stop, std::string& log, std::mutex& log_mutex);
  /// The next bytes; 0 at the end.
  virtual std::size_t parse_response(char* room, std::size_t size) = 0;
  virtual bool transmit(std::string_view bytes) = 0;

 private:
  bool fill();

  std::stop_token stop_;
  std::string buffer_;
  std::string& log_;
  std::mutex& log_mutex_;
};

/// A self-signed certificate for 127.0.0.1 and localhost, made on the spot, and its key, both as PEM.
struct Identity {
  std::string certificate;
  std::string key;
};
Identity make_identity();

/// A server on 127.0.0.1 that says what a script says, HTTP or not: one thread and one call of the script for each
/// connection, which is closed when the script returns. Nothing is done that the script does not do.
class RawServer {
 public:
  using Script = std::function<void(RawConnection&)>;

  explicit RawServer(Script script);
  /// With TLS; with `client_authority` (PEM) it asks for a client certificate.
  RawServer(const Identity& identity, Script script, const std::string& client_authority = {});
  /// Responds to every request on every connection with these bytes.
  static std::unique_ptr<RawServer> responding(std::string response);
  /// Closes every connection and waits for the scripts to return.
  ~RawServer();
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;

  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  /// "http://127.0.0.1:PORT" or "https://…"
  [[nodiscard]] std::string url() const;
  /// "127.0.0.1:PORT"
  [[nodiscard]] std::string authority() const;
  /// Connections accepted so far.
  [[nodiscard]] std::size_t connections() const noexcept { return connections_; }
  /// Every byte that connection `number` has read so far.
  [[nodiscard]] std::string received(std::size_t number = 0) const;

 private:
  struct Tls;
  struct Log;
  void listen();
  void accept_until_stopped();
  void serve(int socket, std::size_t number, Log& log);

  Script script_;
  std::unique_ptr<Tls> tls_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<std::size_t> connections_{0};
  std::stop_source stop_;
  mutable std::mutex mutex_;
  std::vector<std::unique_ptr<Log>> logs_;
  std::vector<std::jthread> threads_;
  std::jthread acceptor_;
};

}  // namespace conform::test
