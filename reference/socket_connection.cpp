#include "reference/socket_connection.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace conform::reference {

namespace {

constexpr std::chrono::milliseconds write_time{10000};
constexpr std::chrono::milliseconds longest_wait{3600000};
// What is read, and for how long, of a request that got a response already, so that its response is not lost in a
// reset.
constexpr std::size_t lingering_bytes = std::size_t{16} * 1024 * 1024;
constexpr std::chrono::milliseconds lingering_time{1000};
constexpr std::size_t largest_record = std::size_t{16} * 1024;  // of TLS

}  // namespace

SocketConnection::SocketConnection(int socket, int stop, const TlsSettings* tls)
    : socket_{socket}, stop_{stop}, wants_tls_{tls != nullptr} {
  const int on = 1;
  setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (wants_tls_) tls_ = tls->session_on(socket_);
}

SocketConnection::~SocketConnection() { close(socket_); }

SocketConnection::Event SocketConnection::wait(short events, Clock::time_point until) {
  for (;;) {
    std::array<pollfd, 2> watched{pollfd{socket_, events, 0}, pollfd{stop_, POLLIN, 0}};
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
    const auto bounded = std::clamp(left, std::chrono::milliseconds{0}, longest_wait);
    const int count = poll(watched.data(), watched.size(), static_cast<int>(bounded.count()));
    if (count < 0 && errno != EINTR) return Event::ended;
    if (count < 0) continue;
    // What is there already is still taken when the server stops.
    if (watched[0].revents != 0) return Event::ready;
    if (watched[1].revents != 0) return Event::ended;
    if (Clock::now() >= until) return Event::timeout;
  }
}

ssize_t SocketConnection::tls_result(int result, short& wanted) {
  wanted = 0;
  if (result > 0) return result;
  switch (SSL_get_error(tls_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      wanted = POLLIN;
      return -1;
    case SSL_ERROR_WANT_WRITE:
      wanted = POLLOUT;
      return -1;
    case SSL_ERROR_ZERO_RETURN:
      return 0;
    default:
      ERR_clear_error();
      return -1;
  }
}

ssize_t SocketConnection::receive(char* to, std::size_t size, short& wanted) {
  wanted = 0;
  if (tls_) return tls_result(SSL_read(tls_.get(), to, static_cast<int>(std::min(size, largest_record))), wanted);
  if (wants_tls_) return -1;
  const ssize_t count = recv(socket_, to, size, MSG_DONTWAIT);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) wanted = POLLIN;
  return count;
}

ssize_t SocketConnection::transmit(std::string_view bytes, short& wanted) {
  wanted = 0;
  if (tls_) {
    const int most = static_cast<int>(std::min(bytes.size(), largest_record));
    return tls_result(SSL_write(tls_.get(), bytes.data(), most), wanted);
  }
  if (wants_tls_) return -1;
  const ssize_t count = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (count == 0 || (count < 0 && (errno == EAGAIN || errno == EINTR))) wanted = POLLOUT;
  return count;
}

ssize_t SocketConnection::fill(Clock::time_point until) {
  for (;;) {
    short wanted = 0;
    const ssize_t count = receive(buffer_.data(), buffer_.size(), wanted);
    if (count > 0) {
      begin_ = 0;
      end_ = static_cast<std::size_t>(count);
    }
    if (wanted == 0) return count;
    if (wait(wanted, until) != Event::ready) return -1;
  }
}

bool SocketConnection::wait_readable(std::chrono::milliseconds time) {
  return begin_ < end_ || fill(Clock::now() + time) > 0;
}

ssize_t SocketConnection::read(char* to, std::size_t size) {
  if (begin_ == end_) {
    if (const ssize_t count = fill(deadline_); count <= 0) return count;
  }
  const std::size_t count = std::min(size, end_ - begin_);
  std::memcpy(to, buffer_.data() + begin_, count);
  begin_ += count;
  return static_cast<ssize_t>(count);
}

bool SocketConnection::write(std::string_view bytes) {
  while (!bytes.empty()) {
    short wanted = 0;
    const ssize_t count = transmit(bytes, wanted);
    if (count > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(count));
    } else if (wanted == 0 || wait(wanted, Clock::now() + write_time) != Event::ready) {
      return false;
    }
  }
  return true;
}

bool SocketConnection::pause(std::chrono::milliseconds time) {
  return wait(POLLRDHUP, Clock::now() + time) == Event::timeout;
}

void SocketConnection::finish() {
  if (is_reset_) return;
  if (tls_ && SSL_is_init_finished(tls_.get())) {
    SSL_shutdown(tls_.get());
    ERR_clear_error();
  }
  shutdown(socket_, SHUT_WR);
  if (tls_) {
    tls_.reset();  // what comes is only to be drained, also when the handshake failed
    wants_tls_ = false;
  }
  begin_ = end_ = 0;
  deadline_ = Clock::now() + lingering_time;
  std::array<char, 4096> sink{};
  for (std::size_t total = 0; total < lingering_bytes;) {
    const ssize_t count = read(sink.data(), sink.size());
    if (count <= 0) break;
    total += static_cast<std::size_t>(count);
  }
}

void SocketConnection::end() { shutdown(socket_, SHUT_RDWR); }

void SocketConnection::reset() {
  const linger hard{.l_onoff = 1, .l_linger = 0};  // closing does it
  setsockopt(socket_, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  is_reset_ = true;
}

}  // namespace conform::reference
