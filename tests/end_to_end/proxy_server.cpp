#include "end_to_end/proxy_server.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

#include "end_to_end/program.hpp"

namespace conform::test {
namespace {

/// A port that was free a moment ago: tinyproxy cannot be configured to take any.
int free_port() {
  const int socket_fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const general = reinterpret_cast<sockaddr*>(&address);
  const bool bound = bind(socket_fd, general, size) == 0 && getsockname(socket_fd, general, &size) == 0;
  close(socket_fd);
  return bound ? ntohs(address.sin_port) : 0;
}

}  // namespace

ProxyServer::ProxyServer(const std::string& user, const std::string& password) {
  std::string more;
  if (!user.empty()) more.append("BasicAuth ").append(user).append(" ").append(password).append("\n");
  for (int attempt = 0; attempt < 10; ++attempt) {
    if (start(more)) return;
  }
  throw std::runtime_error{"the proxy does not start: " + log()};
}

bool ProxyServer::start(const std::string& more) {
  port_ = free_port();
  const auto file = folder_.write("tinyproxy.conf", "Port " + std::to_string(port_) +
                                                        "\nListen 127.0.0.1\nTimeout 60\nMaxClients 100\n"
                                                        "LogLevel Info\n" +
                                                        more);
  process_ = std::make_unique<ChildProcess>(
      Start{.command = {CONFORM_TINYPROXY, "-d", "-c", file.string()}, .environment = {}, .folder = {}, .input = {}});
  return process_->wait_for("Starting main loop", patience);
}

}  // namespace conform::test
