// The reference server among many connections, most of which want nothing.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>

#include "end_to_end/program.hpp"
#include "end_to_end/raw_client.hpp"

namespace conform::test {
namespace {

using namespace std::chrono_literals;

const std::string health_request = "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

/// As many connections as were asked for, or as the system allows.
class Crowd {
 public:
  Crowd(int port, std::size_t wanted) {
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    wanted = std::min<std::size_t>(wanted, files.rlim_cur - 200);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    while (sockets_.size() < wanted) {
      const int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
      if (connection < 0) return;
      sockets_.push_back(connection);
      if (connect(connection, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return;
    }
  }
  ~Crowd() {
    for (const int connection : sockets_) close(connection);
  }
  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;

  [[nodiscard]] std::size_t size() const { return sockets_.size(); }
  void say(const std::string& bytes) const {
    for (const int connection : sockets_) send(connection, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  }
  /// How many of them get a response of status 200.
  [[nodiscard]] std::size_t served() const {
    std::size_t count = 0;
    for (const int connection : sockets_) {
      const timeval patience{.tv_sec = 30, .tv_usec = 0};
      setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
      std::string begin(12, '\0');
      if (recv(connection, begin.data(), begin.size(), MSG_WAITALL) == 12 && begin == "HTTP/1.1 200") ++count;
    }
    return count;
  }

 private:
  std::vector<int> sockets_;
};

int where(const ReferenceServer& server) { return port_of(server.target_document().at("baseUrl").get<std::string>()); }

void expect_served_soon(int port) {
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_TRUE(ask(port, health_request).starts_with("HTTP/1.1 200 "));
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 5s);
}

TEST(ServeCrowd, TenThousandConnectionsAtRestKeepNobodyOut) {
  const ReferenceServer server;
  const Crowd crowd{where(server), 10'000};
  RecordProperty("connections", std::to_string(crowd.size()));
  expect_served_soon(where(server));
  crowd.say(health_request);
  EXPECT_EQ(crowd.served(), crowd.size());
}

// Each of them has begun a request: a thread for each would have none left.
TEST(ServeCrowd, SlowClientsKeepNobodyOut) {
  const ReferenceServer server;
  const Crowd crowd{where(server), 3'000};
  for (const char c : health_request.substr(0, 20)) {
    crowd.say(std::string(1, c));
    expect_served_soon(where(server));
  }
  crowd.say(health_request.substr(20));
  EXPECT_EQ(crowd.served(), crowd.size());
}

TEST(ServeCrowd, SlowBodiesKeepNobodyOut) {
  const ReferenceServer server;
  const Crowd crowd{where(server), 2'000};
  crowd.say("PUT /user/2024-3/users/x HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{");
  expect_served_soon(where(server));
}

}  // namespace
}  // namespace conform::test
