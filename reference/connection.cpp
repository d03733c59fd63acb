#include "reference/connection.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace conform::reference {

namespace {

constexpr std::chrono::milliseconds write_time{10000};
constexpr std::chrono::milliseconds longest_wait{3600000};
// What is read, and for how long, of a request that was answered already, so that its answer is not lost in a reset.
constexpr std::size_t lingering_bytes = std::size_t{16} * 1024 * 1024;
constexpr std::chrono::milliseconds lingering_time{1000};

}  // namespace

Connection::Connection(int socket, int stop) : socket_{socket}, stop_{stop} {
  const int on = 1;
  setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

Connection::~Connection() {
  if (socket_ >= 0) close(socket_);
}

Connection::Event Connection::wait(short events, std::chrono::milliseconds time) {
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

bool Connection::wait_readable(std::chrono::milliseconds time) {
  if (begin_ < end_) return true;
  if (wait(POLLIN, time) != Event::ready) return false;
  char byte = 0;
  return recv(socket_, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

ssize_t Connection::read(char* to, std::size_t size) {
  while (begin_ == end_) {
    const auto left = deadline_ == Clock::time_point::max()
                          ? longest_wait
                          : std::chrono::ceil<std::chrono::milliseconds>(deadline_ - Clock::now());
    if (left.count() <= 0 || wait(POLLIN, left) != Event::ready) return -1;
    const ssize_t count = recv(socket_, buffer_.data(), buffer_.size(), MSG_DONTWAIT);
    if (count == 0) return 0;
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (count < 0) return -1;
    begin_ = 0;
    end_ = static_cast<std::size_t>(count);
  }
  const std::size_t count = std::min(size, end_ - begin_);
  std::memcpy(to, buffer_.data() + begin_, count);
  begin_ += count;
  return static_cast<ssize_t>(count);
}

bool Connection::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(count));
      continue;
    }
    const bool full = count == 0 || errno == EAGAIN || errno == EINTR;
    if (!full || wait(POLLOUT, write_time) != Event::ready) return false;
  }
  return true;
}

bool Connection::pause(std::chrono::milliseconds time) { return wait(POLLRDHUP, time) == Event::timeout; }

void Connection::finish() {
  shutdown(socket_, SHUT_WR);
  begin_ = end_ = 0;
  deadline_ = Clock::now() + lingering_time;
  std::array<char, 4096> sink{};
  for (std::size_t total = 0; total < lingering_bytes;) {
    const ssize_t count = read(sink.data(), sink.size());
    if (count <= 0) break;
    total += static_cast<std::size_t>(count);
  }
}

void Connection::reset() {
  const linger hard{.l_onoff = 1, .l_linger = 0};
  setsockopt(socket_, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  close(socket_);
  socket_ = -1;
}

}  // namespace conform::reference
