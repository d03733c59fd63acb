#include "reference/socket_connection.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "reference/whole_request.hpp"

namespace conform::reference {

namespace {

constexpr std::chrono::milliseconds write_time{10000};
constexpr std::chrono::milliseconds longest_wait{3600000};
// What is read, and for how long, of a request that got a response already, so that its response is not lost in a
// reset.
constexpr std::size_t lingering_bytes = std::size_t{16} * 1024 * 1024;
constexpr std::chrono::milliseconds lingering_time{1000};
// A request that has not come whole within so many bytes is read as it comes.
constexpr std::size_t buffer_size = std::size_t{16} * 1024;
constexpr std::size_t most_peeked = std::size_t{16} * 1024;

}  // namespace

SocketConnection::SocketConnection(int socket, int stop, const TlsSettings* tls)
    : socket_{socket}, stop_{stop}, wants_tls_{tls != nullptr} {
  const int on = 1;
  setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (!wants_tls_) return;
  tls_ = tls->session_on(socket_);
  // OpenSSL writes without MSG_NOSIGNAL: a peer that is gone must not end the process.
  sigset_t pipe{};
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
}

SocketConnection::~SocketConnection() {
  if (socket_ >= 0 && tls_) finish();  // the alert of a refused handshake would be lost in a reset
  if (socket_ >= 0) close(socket_);
}

SocketConnection::Event SocketConnection::wait(short events, std::chrono::milliseconds time) {
  const auto until = Clock::now() + time;
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

ssize_t SocketConnection::receive(char* to, std::size_t size, bool peek, short& wanted) {
  wanted = 0;
  if (tls_) {
    const int most = static_cast<int>(std::min(size, buffer_size));
    return tls_result(peek ? SSL_peek(tls_.get(), to, most) : SSL_read(tls_.get(), to, most), wanted);
  }
  if (wants_tls_) return -1;
  const ssize_t count = recv(socket_, to, size, MSG_DONTWAIT | (peek ? MSG_PEEK : 0));
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) wanted = POLLIN;
  return count;
}

ssize_t SocketConnection::transmit(std::string_view bytes, short& wanted) {
  wanted = 0;
  if (tls_) {
    const int most = static_cast<int>(std::min(bytes.size(), buffer_size));
    return tls_result(SSL_write(tls_.get(), bytes.data(), most), wanted);
  }
  if (wants_tls_) return -1;
  const ssize_t count = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (count == 0 || (count < 0 && (errno == EAGAIN || errno == EINTR))) wanted = POLLOUT;
  return count;
}

bool SocketConnection::wait_readable(std::chrono::milliseconds time) {
  if (begin_ < end_) return true;
  const auto until = Clock::now() + time;
  char byte = 0;
  short wanted = POLLIN;
  do {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
    // What TLS has read ahead is not an event of the socket.
    const bool ahead = tls_ && SSL_pending(tls_.get()) > 0;
    if (!ahead && wait(wanted, left) != Event::ready) return false;
    if (receive(&byte, 1, true, wanted) > 0) return true;
  } while (wanted != 0);  // a part of a handshake or of a record has come
  return false;
}

bool SocketConnection::can_be_served() const {
  if (wants_tls_ || begin_ < end_) return true;
  std::array<char, most_peeked> bytes{};
  const ssize_t count = recv(socket_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_PEEK);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return false;
  if (count <= 0) return true;
  return is_worth_reading({bytes.data(), static_cast<std::size_t>(count)}, bytes.size());
}

void SocketConnection::rest() {
  if (begin_ < end_) return;
  buffer_.clear();
  buffer_.shrink_to_fit();
}

ssize_t SocketConnection::read(char* to, std::size_t size) {
  buffer_.resize(buffer_size);
  while (begin_ == end_) {
    short wanted = 0;
    const ssize_t count = receive(buffer_.data(), buffer_size, false, wanted);
    if (count > 0) {
      begin_ = 0;
      end_ = static_cast<std::size_t>(count);
      break;
    }
    if (wanted == 0) return count;
    const auto left = deadline_ == Clock::time_point::max()
                          ? longest_wait
                          : std::chrono::ceil<std::chrono::milliseconds>(deadline_ - Clock::now());
    if (left.count() <= 0 || wait(wanted, left) != Event::ready) return -1;
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
    } else if (wanted == 0 || wait(wanted, write_time) != Event::ready) {
      return false;
    }
  }
  return true;
}

bool SocketConnection::pause(std::chrono::milliseconds time) { return wait(POLLRDHUP, time) == Event::timeout; }

void SocketConnection::finish() {
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

void SocketConnection::reset() {
  const linger hard{.l_onoff = 1, .l_linger = 0};
  setsockopt(socket_, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  close(socket_);
  socket_ = -1;
}

}  // namespace conform::reference
