// Clients that do not want to be understood, and what they must not do to others.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <random>
#include <sstream>
#include <thread>

#include "unit/reference/client.hpp"

namespace conform::reference {

namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using testing::Client;
using testing::ReceivedResponse;
using testing::Socket;

ReceivedResponse send_raw(int port, const std::string& bytes) {
  Socket socket{port};
  socket.send(bytes);
  return socket.read_to_end(5s);
}

void expect_alive(const Server& server) {
  const testing::Request request{.method = "GET", .target = "/healthz", .fields = {}, .body = {}};
  EXPECT_EQ(testing::exchange(server.port(), request).status, 200);
}

std::string good_request(const Client& user) {
  const std::string body = user.document({{"firstName", "Ada"}});
  return "PATCH " + user.path() + " HTTP/1.1\r\nHost: x\r\nAccept: application/vnd.api+json\r\n" +
         "Content-Type: application/vnd.api+json\r\nConnection: close\r\nAuthorization: Bearer " + user.account.token +
         "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string chunked_request(const Client& user, const std::string& chunks) {
  return "PATCH " + user.path() + " HTTP/1.1\r\nHost: x\r\nAccept: application/vnd.api+json\r\n" +
         "Content-Type: application/vnd.api+json\r\nConnection: close\r\nAuthorization: Bearer " + user.account.token +
         "\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks;
}

}  // namespace

// raw_requests.cpp has all ways to frame a body badly.
TEST(HostileClient, ChangesNothingByAWriteThatItDoesNotEnd) {
  const Server server;
  const Client user{server, "user-1"};
  ASSERT_EQ(user.patch({{"firstName", "Grace"}}).status, 200);
  const std::string body = user.document({{"firstName", "Ada"}});
  std::ostringstream size;
  size << std::hex << body.size();
  const std::string chunk = size.str() + "\r\n" + body;
  for (const std::string& chunks : {chunk + "GARBAGE\r\n", chunk + "XX\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
                                    chunk + "\r\n0\r\nno colon\r\n\r\n"}) {
    const ReceivedResponse response = send_raw(server.port(), chunked_request(user, chunks));
    EXPECT_EQ(response.status, 400) << chunks << "\n" << response.raw;
    EXPECT_EQ(response.raw.find("HTTP/1.1", 1), std::string::npos) << "responded twice: " << response.raw;
    EXPECT_EQ(response.trouble, "closed") << chunks;
  }
  EXPECT_EQ(user.attributes().at("firstName"), "Grace");
}

TEST(Client, MaySendABodyInChunksWithExtensionsAndTrailers) {
  const Server server;
  const Client user{server, "user-1"};
  const std::string body = user.document({{"firstName", "Ada"}});
  std::ostringstream size;
  size << std::hex << body.size() - 1;
  const std::string chunks = "1;name=value\r\n" + body.substr(0, 1) + "\r\n000" + size.str() + " ; other\r\n" +
                             body.substr(1) + "\r\n000\r\nX: y\r\nDigest:\r\n\r\n";
  EXPECT_EQ(send_raw(server.port(), chunked_request(user, chunks)).status, 200);
  EXPECT_EQ(user.attributes().at("firstName"), "Ada");
}

// What a request is cut off at, the server neither waits for nor runs.
TEST(HostileClient, WhoLeavesAtAnyByteChangesNothing) {
  const Server server;
  const Client user{server, "user-1"};
  ASSERT_EQ(user.patch({{"firstName", "Grace"}}).status, 200);
  const std::string request = good_request(user);
  for (std::size_t cut = 0; cut < request.size(); ++cut) {
    Socket socket{server.port()};
    socket.send(request.substr(0, cut));
  }
  expect_alive(server);
  EXPECT_EQ(user.attributes().at("firstName"), "Grace");
  EXPECT_EQ(send_raw(server.port(), request).status, 200);
  EXPECT_EQ(user.attributes().at("firstName"), "Ada");
}

TEST(HostileClient, WhoSendsAlmostGoodRequestsGetsAnAnswerOrNone) {
  const Server server;
  const Client user{server, "user-1"};
  const std::string request = good_request(user);
  std::mt19937 random{7};
  const auto below = [&](std::size_t bound) { return static_cast<std::size_t>(random() % bound); };
  for (int round = 0; round < 500; ++round) {
    std::string bytes = request;
    for (std::size_t change = 0; change <= below(4); ++change) {
      const std::size_t at = below(bytes.size());
      switch (below(4)) {
        case 0:
          bytes[at] = static_cast<char>(random());
          break;
        case 1:
          bytes.erase(at, below(20));
          break;
        case 2:
          bytes.insert(at, bytes.substr(below(bytes.size()), below(40)));
          break;
        default:
          bytes.insert(at, 1, "\r\n\0: "[below(5)]);
      }
    }
    Socket socket{server.port()};
    socket.send(bytes + "\r\n\r\n");  // whatever is missing at the end of a head is there now
  }
  expect_alive(server);
  EXPECT_EQ(send_raw(server.port(), request).status, 200);
}

// Every response is of the user whose token asked, whatever others do concurrently.
TEST(HostileClient, DoesNotGetNorSpoilWhatIsForOthers) {
  const Server server;
  std::atomic<bool> over{false};
  std::vector<std::jthread> attackers;
  for (unsigned i = 0; i < 4; ++i) {
    attackers.emplace_back([&, i] {
      const Client user{server, "user-" + std::to_string(i + 1)};
      const std::string request = good_request(user);
      std::mt19937 random{i};
      while (!over) {
        Socket socket{server.port()};
        socket.send(request.substr(0, random() % request.size()));
      }
    });
  }
  std::vector<std::future<std::string>> readers;
  for (int i = 1; i <= 8; ++i) {
    readers.push_back(std::async(std::launch::async, [&server, i]() -> std::string {
      const Client user{server, "user-" + std::to_string(i)};
      const std::string own = "only-of-user-" + std::to_string(i) + "-";
      if (user.patch({{"lastName", own}}).status != 200) return "cannot be set up";
      const std::string get = "GET " + user.path() + " HTTP/1.1\r\nHost: x\r\nAccept: application/vnd.api+json\r\n" +
                              "Authorization: Bearer " + user.account.token + "\r\n\r\n";
      Socket socket{server.port()};
      for (int round = 0; round < 50; ++round) {
        socket.send(get + get + get);
        for (int k = 0; k < 3; ++k) {
          const ReceivedResponse response = socket.read_one();
          if (response.status != 200 || response.body.find(own) == std::string::npos) return response.raw;
          if (response.body.find("only-of-user-") != response.body.rfind("only-of-user-")) return response.raw;
          if (response.json().at("data").at("id") != user.account.user_id) return response.raw;
        }
      }
      return {};
    }));
  }
  for (auto& reader : readers) EXPECT_EQ(reader.get(), "");
  over = true;
}

TEST(Connections, AtRestAreServedAgain) {
  const Server server;
  Socket socket{server.port()};
  for (int i = 0; i < 3; ++i) {
    socket.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(socket.read_one().status, 200);
  }
  socket.send("GET /healthz HTTP/1.1\r\nHo");
  socket.send("st: x\r\n\r\n");
  EXPECT_EQ(socket.read_one().status, 200);
}

}  // namespace conform::reference
