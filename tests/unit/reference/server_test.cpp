#include "reference/server.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <future>
#include <thread>

#include "unit/reference/client.hpp"

namespace conform::reference {

namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using testing::Client;
using testing::ReceivedResponse;
using testing::Request;
using testing::Socket;

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "reference-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error{"no temporary folder"};
    path = pattern;
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  std::filesystem::path path;
};

ReceivedResponse send_bytes(int port, const std::string& bytes) {
  Socket socket{port};
  socket.send(bytes);
  return socket.read_to_end(5s);
}

}  // namespace

TEST(Server, HasATargetFileForItself) {
  const Server server{Options{.api_version = "2025-1", .pool_users = 3}};
  const json target = json::parse(server.target_json());
  EXPECT_EQ(target.at("baseUrl"), "http://127.0.0.1:" + std::to_string(server.port()) + "/user/2025-1");
  EXPECT_EQ(target.at("apiVersion"), "2025-1");
  EXPECT_EQ(target.at("users").size(), 3U);
  for (const json& user : target.at("users"))
    EXPECT_TRUE(target.at("actors").contains(user.at("actor").get<std::string>()));
  for (const char* actor : {"reader", "unlinked", "expired", "admin"}) {
    EXPECT_TRUE(target.at("actors").at(actor).contains("userId")) << actor;
    EXPECT_TRUE(target.at("actors").at(actor).contains("token")) << actor;
  }
}

TEST(Server, HasATargetFileThatNamesItsTokenEndpoint) {
  const Server server{Options{.pool_users = 3, .oauth = true}};
  const json target = json::parse(server.target_json());
  const json& actors = target.at("actors");
  for (const auto& [name, actor] : actors.items()) EXPECT_EQ(actor.contains("token"), name == "expired") << name;
  EXPECT_EQ(actors.at("user-1").at("oauth2").at("grant"), "password");
  EXPECT_EQ(actors.at("user-2").at("oauth2").at("grant"), "refresh_token");
  EXPECT_EQ(actors.at("user-2").at("oauth2").at("tokenUrl"), server.token_url());
  EXPECT_EQ(actors.at("admin").at("oauth2").at("grant"), "client_credentials");
  EXPECT_EQ(actors.at("admin").at("oauth2").at("issuer"), "http://127.0.0.1:" + std::to_string(server.port()));
}

TEST(Server, RefusesTlsSettingsThatCannotBeUsed) {
  const auto refused = [](Options options) {
    try {
      const Server server{std::move(options)};
    } catch (const std::runtime_error& error) {
      return std::string{error.what()};
    }
    return std::string{"served"};
  };
  EXPECT_EQ(refused({.tls_key = "key.pem"}),
            "a TLS key or an authority of client certificates without a TLS certificate");
  EXPECT_TRUE(refused({.tls_certificate = "/nonexistent/server.pem"})
                  .starts_with("the TLS certificate /nonexistent/server.pem cannot be used: "));
  EXPECT_EQ(refused({.token_lifetime = 0}), "a token must be valid for at least one second");
}

TEST(Server, AccountsInMemoryAreTheSameEachTime) {
  const Server server;
  const Server two;
  EXPECT_EQ(server.accounts().front().token, two.accounts().front().token);
  EXPECT_EQ(server.accounts().front().user_id, two.accounts().front().user_id);
}

TEST(Server, AnswersHealthz) {
  const Server server;
  const ReceivedResponse response =
      testing::exchange(server.port(), {.method = "GET", .target = "/healthz", .fields = {}, .body = {}});
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "ok\n");
}

TEST(Server, SaysWhyItCannotStart) {
  const Server server;
  const auto message = [](const Options& options) -> std::string {
    try {
      const Server other{options};
    } catch (const std::runtime_error& problem) {
      return problem.what();
    }
    return {};
  };
  EXPECT_NE(message({.port = server.port()}).find("in use"), std::string::npos);
  EXPECT_NE(message({.db = "/no/such/folder/x.db"}).find("/no/such/folder/x.db"), std::string::npos);
  EXPECT_NE(message({.api_version = "1999-1"}).find("1999-1"), std::string::npos);
  EXPECT_NE(message({.faults = {"nonsense"}}).find("nonsense"), std::string::npos);
  EXPECT_NE(message({.host = "no.such.host.invalid"}).find("no.such.host.invalid"), std::string::npos);
  EXPECT_NE(message({.pool_users = 0}), "");
}

TEST(Server, AFileThatIsNoDatabaseIsRefused) {
  const TemporaryFolder folder;
  const std::string file = folder.path / "text.db";
  std::ofstream{file} << std::string(4096, 'x');
  EXPECT_THROW((Server{Options{.db = file}}), std::runtime_error);
}

TEST(Server, KeepsEverythingOverARestart) {
  const TemporaryFolder folder;
  const Options options{.db = folder.path / "users.db"};
  json before;
  std::string token;
  {
    const Server server{options};
    const Client user{server, "user-1"};
    token = user.account.token;
    ASSERT_EQ(user.put(testing::full_attributes()).status, 200);
    ASSERT_EQ(user.put_custom_attributes(R"({"a":"1"})").status, 204);
    before = user.attributes();
  }
  const Server server{options};
  const Client user{server, "user-1"};
  EXPECT_EQ(user.account.token, token);
  EXPECT_EQ(user.attributes(), before);
  EXPECT_EQ(user.get_custom_attributes().body, R"({"a":"1"})");
}

// A token is looked up by its hash: there is nothing to compare a guess with, byte by byte.
TEST(Server, HasNoTokenInItsDatabase) {
  const TemporaryFolder folder;
  const Server server{Options{.db = folder.path / "users.db"}};
  std::string bytes;
  for (const auto& entry : std::filesystem::directory_iterator{folder.path}) {
    std::ifstream file{entry.path(), std::ios::binary};
    bytes.append(std::istreambuf_iterator<char>{file}, {});
  }
  EXPECT_NE(bytes.find(server.accounts().front().user_id), std::string::npos) << "the records are not there either";
  for (const Account& account : server.accounts()) {
    EXPECT_EQ(bytes.find(account.token), std::string::npos) << account.actor;
    EXPECT_EQ(bytes.find(account.refresh_token), std::string::npos) << account.actor;
  }
  EXPECT_EQ(bytes.find(server.client_secret()), std::string::npos);
}

TEST(Server, TokensOfADatabaseAreItsOwn) {
  const TemporaryFolder folder;
  const Server memory;
  const Server server{Options{.db = folder.path / "one.db"}};
  const Server two{Options{.db = folder.path / "two.db"}};
  EXPECT_NE(server.accounts().front().token, two.accounts().front().token);
  EXPECT_NE(server.accounts().front().token, memory.accounts().front().token);
}

TEST(Server, StopsWhileConnectionsAreIdleOrHalfWayThroughARequest) {
  auto server = std::make_unique<Server>();
  Socket idle{server->port()};
  Socket kept{server->port()};
  kept.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
  ASSERT_EQ(kept.read_one().status, 200);
  Socket half{server->port()};
  half.send("PUT /x HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf");
  const auto start = std::chrono::steady_clock::now();
  auto waiting = std::async(std::launch::async, [&] { server->wait(); });
  server->stop();
  server->stop();
  waiting.get();
  EXPECT_LT(std::chrono::steady_clock::now() - start, 5s);
  EXPECT_TRUE(kept.is_closed(5s));
  EXPECT_THROW(Socket{server->port()}, std::runtime_error);
}

TEST(Server, StopsWhileAnAnswerIsHeldBack) {
  Server server{Options{.faults = {"null-hang"}}};
  Socket socket{server.port()};
  socket.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
  server.stop();
  EXPECT_NE(socket.read_to_end(5s).trouble, "timeout");
}

TEST(Server, SixteenKeptConnectionsDoNotStarveEachOther) {
  const Server server;
  std::vector<std::unique_ptr<Socket>> sockets;
  for (int i = 0; i < 16; ++i) sockets.push_back(std::make_unique<Socket>(server.port()));
  for (int round = 0; round < 20; ++round) {
    for (const auto& socket : sockets) socket->send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
    for (const auto& socket : sockets) ASSERT_EQ(socket->read_one().status, 200);
  }
}

TEST(Server, PipelinedRequestsAreAnsweredInOrder) {
  const Server server;
  Socket socket{server.port()};
  socket.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(socket.read_one().status, 200);
  EXPECT_EQ(socket.read_one().status, 404);
}

TEST(Server, AWriteWithoutABodyOrLengthIsAnsweredAtOnce) {
  const Server server;
  const Client user{server, "user-1"};
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(user.send({.method = "PUT", .target = user.path(), .fields = {}, .body = {}}).status, 422);
  EXPECT_LT(std::chrono::steady_clock::now() - start, 3s);
}

TEST(Server, ChunkedBodiesAreRead) {
  const Server server;
  const Client user{server, "user-1"};
  const ReceivedResponse response =
      send_bytes(server.port(), "PUT " + user.base + "/attributes HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" +
                                    "Authorization: Bearer " + user.account.token +
                                    "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" +
                                    "4\r\n{\"a\"\r\n3\r\n:1}\r\n0\r\n\r\n");
  EXPECT_EQ(response.status, 204);
  EXPECT_EQ(user.get_custom_attributes().body, R"({"a":1})");
}

TEST(Server, Expect100IsAnswered) {
  const Server server;
  Socket socket{server.port()};
  socket.send("PUT /x HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");
  EXPECT_TRUE(socket.read_to_end(5s).raw.starts_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 "));
}

TEST(Server, HeadIsGetWithoutABody) {
  const Server server;
  const Client user{server, "user-1"};
  const ReceivedResponse head = user.send({.method = "HEAD", .target = user.path(), .fields = {}, .body = {}});
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.body, "");
  EXPECT_EQ(head.field("Content-Length"), user.get().field("Content-Length"));
}

TEST(Server, EveryAnswerHasARequestIdOfItsOwn) {
  const Server server;
  const Client user{server, "user-1"};
  EXPECT_NE(user.get().field("Request-Id"), "");
  EXPECT_NE(user.get().field("Request-Id"), user.get().field("Request-Id"));
}

TEST(Server, BodiesOfReadsAreNotTakenForTheNextRequest) {
  const Server server;
  Socket socket{server.port()};
  socket.send("GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 27\r\n\r\nGET /nowhere HTTP/1.1\r\n\r\n12");
  EXPECT_EQ(socket.read_one().status, 200);
  socket.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(socket.read_one().status, 200);
}

TEST(Server, PercentEscapesInFieldsStayAsTheyAre) {
  const Server server;
  const Client user{server, "user-1"};
  std::string escaped = user.account.token;
  escaped.replace(0, 1, "%61");
  EXPECT_EQ(
      user.send(
              {.method = "GET", .target = user.path(), .fields = {{"Authorization", "Bearer " + escaped}}, .body = {}})
          .status,
      401);
}

TEST(Server, AnswersGoToTheirOwnConnections) {
  const Server server;
  std::vector<std::future<bool>> users;
  for (int i = 1; i <= 8; ++i) {
    users.push_back(std::async(std::launch::async, [&server, i] {
      const Client user{server, "user-" + std::to_string(i)};
      for (int round = 0; round < 30; ++round) {
        const std::string name = std::to_string(i) + "/" + std::to_string(round);
        const ReceivedResponse good = user.patch({{"firstName", name}});
        const ReceivedResponse bad = user.patch({{"firstName", round}});
        if (good.json().at("data").at("attributes").at("firstName") != name || bad.status != 422) return false;
        if (user.get().json().at("data").at("id") != user.account.user_id) return false;
      }
      return true;
    }));
  }
  for (std::future<bool>& user : users) EXPECT_TRUE(user.get());
}

TEST(Variants, LatencyTakesItsTime) {
  const Server server{Options{.variants = {"latency-20ms"}}};
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(testing::exchange(server.port(), {.method = "GET", .target = "/healthz", .fields = {}, .body = {}}).status,
            200);
  EXPECT_GE(std::chrono::steady_clock::now() - start, 20ms);
}

TEST(Variants, ConnectionCloseCloses) {
  const Server server{Options{.variants = {"connection-close"}}};
  Socket socket{server.port()};
  socket.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
  const ReceivedResponse response = socket.read_to_end(5s);
  EXPECT_EQ(response.field("Connection"), "close");
  EXPECT_EQ(response.trouble, "closed");
}

TEST(Variants, ErrorsCloseClosesAfterARefusalAlone) {
  const Server server{Options{.variants = {"errors-close"}}};
  Socket socket{server.port()};
  socket.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
  const ReceivedResponse served = socket.read_one();
  EXPECT_EQ(served.status, 200);
  EXPECT_FALSE(served.has("Connection"));
  socket.send("GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n");
  const ReceivedResponse refused = socket.read_to_end(5s);
  EXPECT_EQ(refused.status, 404);
  EXPECT_EQ(refused.field("Connection"), "close");
  EXPECT_EQ(refused.trouble, "closed");
}

}  // namespace conform::reference
