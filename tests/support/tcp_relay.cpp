#include "support/tcp_relay.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <utility>

namespace conform::test {
namespace {

constexpr int tick_ms = 20;  // how soon a thread notices that the relay goes

/// A socket that closes itself.
class Socket {
 public:
  explicit Socket(int number) : number_{number} {}
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket() {
    if (number_ >= 0) ::close(number_);
  }
  [[nodiscard]] int number() const { return number_; }
  /// Ends it with a reset in place of an orderly close.
  void reset() {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(number_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    ::close(std::exchange(number_, -1));
  }

 private:
  int number_;
};

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

const sockaddr* generic(const sockaddr_in* address) {
  return static_cast<const sockaddr*>(static_cast<const void*>(address));
}

bool send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

int connect_to(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = loopback(port);
  const int yes = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  if (socket >= 0 && ::connect(socket, generic(&address), sizeof address) == 0) return socket;
  if (socket >= 0) ::close(socket);
  return -1;
}

}  // namespace

TcpRelay::TcpRelay(std::uint16_t server_port, Decide decide) : server_port_{server_port}, decide_{std::move(decide)} {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(0);
  socklen_t length = sizeof address;
  if (listener_ < 0 || ::bind(listener_, generic(&address), sizeof address) != 0 || ::listen(listener_, 64) != 0 ||
      ::getsockname(listener_, static_cast<sockaddr*>(static_cast<void*>(&address)), &length) != 0) {
    throw std::runtime_error{"the relay cannot listen"};
  }
  port_ = ntohs(address.sin_port);
  acceptor_ = std::jthread{[this] { accept_until_stopped(); }};
}

TcpRelay::~TcpRelay() {
  stop_.request_stop();
  acceptor_.join();
  connections_.clear();
  ::close(listener_);
}

void TcpRelay::accept_until_stopped() {
  while (!stop_.stop_requested()) {
    pollfd waiting{.fd = listener_, .events = POLLIN, .revents = 0};
    if (::poll(&waiting, 1, tick_ms) <= 0) continue;
    const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client >= 0) connections_.emplace_back([this, client] { relay(client); });
  }
}

TcpRelay::Fate TcpRelay::fate_of(std::string_view piece) {
  const std::scoped_lock lock{deciding_};
  const Fate fate = decide_(piece);
  if (fate != Fate::pass) ++harmed_;
  return fate;
}

void TcpRelay::relay(int client_socket) {
  Socket client{client_socket};
  const Socket server{connect_to(server_port_)};
  const int yes = 1;
  ::setsockopt(client.number(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  if (server.number() < 0) return client.reset();
  std::array<char, 64U << 10U> block{};
  Fate fate = Fate::pass;
  while (!stop_.stop_requested()) {
    std::array<pollfd, 2> both{{{.fd = client.number(), .events = POLLIN, .revents = 0},
                                {.fd = server.number(), .events = POLLIN, .revents = 0}}};
    if (::poll(both.data(), both.size(), tick_ms) <= 0) continue;
    if (both[0].revents != 0) {
      const ssize_t count = ::recv(client.number(), block.data(), block.size(), 0);
      if (count <= 0) return;
      const std::string_view piece{block.data(), static_cast<std::size_t>(count)};
      if (fate != Fate::stall) fate = fate_of(piece);
      if (fate == Fate::reset) return client.reset();
      if (fate != Fate::stall && !send_all(server.number(), piece)) return;
    }
    if (both[1].revents != 0) {
      const ssize_t count = ::recv(server.number(), block.data(), block.size(), 0);
      if (count <= 0) return;
      std::string_view piece{block.data(), static_cast<std::size_t>(count)};
      if (fate == Fate::lose_response) return client.reset();
      if (fate == Fate::cut_response) piece = piece.substr(0, 20);
      if (!send_all(client.number(), piece) || fate == Fate::cut_response) return;
    }
  }
}

}  // namespace conform::test
