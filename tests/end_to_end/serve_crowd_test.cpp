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
#include "end_to_end/secure_server.hpp"
#include "support/sanitizers.hpp"

namespace conform::test {
namespace {

using namespace std::chrono_literals;

const std::string health_request = "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
/// So many connections the server promises to serve concurrently.
constexpr std::size_t promised = 512;
constexpr std::size_t more_than_promised = 600;

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
      // What is not read stays with the server.
      const int little = 4096;
      setsockopt(connection, SOL_SOCKET, SO_RCVBUF, &little, sizeof little);
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
  /// Until each of them has the first byte of a response, or its connection has ended.
  void wait_for_responses() const {
    for (const int connection : sockets_) {
      char first = '\0';
      static_cast<void>(recv(connection, &first, 1, MSG_PEEK));
    }
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

int where(const nlohmann::json& target) { return port_of(target.at("baseUrl").get<std::string>()); }
int where(const ReferenceServer& server) { return where(server.target_document()); }

void expect_served_soon(int port) {
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_TRUE(ask(port, health_request).starts_with("HTTP/1.1 200 "));
  EXPECT_LT(std::chrono::steady_clock::now() - begun, for_this_build(5s));
}

TEST(ServeCrowd, ConnectionsAtRestKeepNoOtherClientOut) {
  const ReferenceServer server;
  const Crowd crowd{where(server), 4 * promised};
  expect_served_soon(where(server));
  crowd.say(health_request);
  EXPECT_GE(crowd.served(), promised - 1) << "the last ones that came are still there";
}

TEST(ServeCrowd, AsManySlowClientsAsPromisedAreServedInTheEnd) {
  const ReferenceServer server;
  const Crowd crowd{where(server), promised - 1};
  for (const char c : health_request.substr(0, 20)) {
    crowd.say(std::string(1, c));
    expect_served_soon(where(server));
  }
  crowd.say(health_request.substr(20));
  EXPECT_EQ(crowd.served(), crowd.size());
}

TEST(ServeCrowd, HalfBodiesKeepNoOtherClientOut) {
  const ReferenceServer server;
  const Crowd crowd{where(server), more_than_promised};
  crowd.say("PUT /user/2024-3/users/x HTTP/1.1\r\nHost: x\r\nContent-Length: 25000\r\n\r\n{" +
            std::string(20'000, ' '));
  expect_served_soon(where(server));
}

TEST(ServeCrowd, UnreadResponsesKeepNoOtherClientOut) {
  const ReferenceServer server;
  const Crowd crowd{where(server), more_than_promised};
  std::string requests;
  constexpr int more_than_buffers_take = 400;
  for (int i = 0; i < more_than_buffers_take; ++i)
    requests += "GET /.well-known/openid-configuration HTTP/1.1\r\nHost: x\r\n\r\n";
  crowd.say(requests);
  crowd.wait_for_responses();
  expect_served_soon(where(server));
}

TEST(ServeCrowd, UnfinishedHandshakesKeepNoOtherClientOut) {
  const SecureServer server;
  nlohmann::json target = server.target_document();
  target["transport"]["caFile"] = "ca.pem";
  const Crowd crowd{where(target), more_than_promised};
  crowd.say("\x16");  // a handshake record begins so
  const auto begun = std::chrono::steady_clock::now();
  const Finished run =
      conform({"run", "--target", server.file("target.json", target.dump()), "users/get/read/own-record"});
  EXPECT_EQ(run.exit_code, 0) << run.all();
  EXPECT_LT(std::chrono::steady_clock::now() - begun, for_this_build(10s));
}

}  // namespace
}  // namespace conform::test
