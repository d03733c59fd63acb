#include "end_to_end/raw_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

namespace conform::test {

std::string ask(int port, const std::string& bytes) {
  const int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string response;
  if (connect(connection, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
      send(connection, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size())) {
    std::array<char, 4096> room{};
    for (ssize_t count = 0; (count = recv(connection, room.data(), room.size(), 0)) > 0;)
      response.append(room.data(), static_cast<std::size_t>(count));
  }
  close(connection);
  return response;
}

int port_of(const std::string& url) { return std::stoi(url.substr(url.find(':', url.find("//")) + 1)); }

}  // namespace conform::test
