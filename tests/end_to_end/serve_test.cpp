#include <gtest/gtest.h>

#include <csignal>

#include "end_to_end/program.hpp"
#include "end_to_end/raw_client.hpp"

namespace conform::test {
namespace {

/// A request by user-1 of a target for the own record.
std::string by_user_1(const nlohmann::json& target, const std::string& method, const std::string& body) {
  const std::string id = target.at("users").at(0).at("id").get<std::string>();
  return method + " /user/2024-3/users/" + id + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" +
         "Accept: application/vnd.api+json\r\nContent-Type: application/vnd.api+json\r\nAuthorization: Bearer " +
         target.at("actors").at("user-1").at("token").get<std::string>() +
         "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string ask_user_1(const nlohmann::json& target, const std::string& method, const std::string& body = {}) {
  return ask(port_of(target.at("baseUrl").get<std::string>()), by_user_1(target, method, body));
}

std::string patch_of(const nlohmann::json& target, const std::string& locale) {
  return R"({"data":{"type":"User","id":")" + target.at("users").at(0).at("id").get<std::string>() +
         R"(","attributes":{"locale":")" + locale + "\"}}}";
}

TEST(Serve, PrintsTheBaseUrlThatItsTargetFileHas) {
  ReferenceServer server;
  EXPECT_EQ(server.process().output(),
            "Serving the User API on " + server.target_document().at("baseUrl").get<std::string>() + "\n");
  EXPECT_TRUE(holds(ask_user_1(server.target_document(), "GET"), "HTTP/1.1 200 "));
}

class ServeStops : public ::testing::TestWithParam<int> {};

TEST_P(ServeStops, WithExitZero) {
  ReferenceServer server;
  const auto target = server.target_document();
  server.process().signal(GetParam());
  const Finished served = finish(server.process());
  EXPECT_EQ(served.exit_code, 0) << served.all();
  EXPECT_EQ(served.err, "");
  EXPECT_EQ(ask_user_1(target, "GET"), "") << "no server listens any more";
}

INSTANTIATE_TEST_SUITE_P(On, ServeStops, ::testing::Values(SIGTERM, SIGINT),
                         [](const auto& tested) { return tested.param == SIGINT ? "SIGINT" : "SIGTERM"; });

TEST(Serve, KeepsRecordsInItsDatabaseOverARestart) {
  const ScratchFolder folder;
  const std::string database = (folder.path() / "users.sqlite").string();
  const std::string locale = "gsw-CH";
  nlohmann::json first;
  {
    ReferenceServer server{{"--db", database}};
    first = server.target_document();
    EXPECT_FALSE(holds(ask_user_1(first, "GET"), locale));
    EXPECT_TRUE(holds(ask_user_1(first, "PATCH", patch_of(first, locale)), "HTTP/1.1 200 "));
    server.process().signal(SIGTERM);
    EXPECT_EQ(finish(server.process()).exit_code, 0);
  }
  const ReferenceServer again{{"--db", database}};
  nlohmann::json second = again.target_document();
  EXPECT_TRUE(holds(ask_user_1(second, "GET"), locale));
  EXPECT_EQ(second.at("actors"), first.at("actors")) << "a target file outlives the restart";
  EXPECT_EQ(second.at("users"), first.at("users"));
}

TEST(Serve, KeepsNothingWithoutADatabase) {
  ReferenceServer server;
  const auto target = server.target_document();
  EXPECT_TRUE(holds(ask_user_1(target, "PATCH", patch_of(target, "gsw-CH")), "gsw-CH"));
  const ReferenceServer other;
  EXPECT_FALSE(holds(ask_user_1(other.target_document(), "GET"), "gsw-CH"));
}

TEST(Serve, WritesOneJsonLinePerRequestWithoutTheToken) {
  ReferenceServer server{{"--access-log"}};
  const auto target = server.target_document();
  EXPECT_TRUE(holds(ask_user_1(target, "GET"), "HTTP/1.1 200 "));
  server.process().signal(SIGTERM);
  const Finished served = finish(server.process());
  const auto line = nlohmann::json::parse(served.err);
  EXPECT_TRUE(line.is_object());
  for (const std::string& token : server.tokens()) EXPECT_FALSE(holds(served.all(), token));
}

TEST(Serve, RefusesWhatItDoesNotKnow) {
  for (const Arguments& arguments :
       {Arguments{"--fault", "no-such-fault"}, Arguments{"--variant", "no-such-variant"}}) {
    Arguments all{"serve", "--port", "0"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    const Finished served = conform(all);
    EXPECT_EQ(served.exit_code, 2);
    EXPECT_TRUE(holds(served.err, arguments.back())) << served.err;
  }
  EXPECT_EQ(conform({"serve", "--port", "65536"}).exit_code, 2);
  EXPECT_EQ(conform({"serve", "--port", "0", "--api-version", "2020-1"}).exit_code, 2);
}

TEST(Serve, RefusesAPlaceThatItCannotWriteTo) {
  const ScratchFolder folder;
  const std::string below_a_file = (folder.write("file", "") / "x").string();
  const Finished database = conform({"serve", "--port", "0", "--db", below_a_file});
  EXPECT_EQ(database.exit_code, 2) << database.all();
  EXPECT_TRUE(holds(database.err, below_a_file)) << database.err;
  const Finished target = conform({"serve", "--port", "0", "--write-target", below_a_file});
  EXPECT_EQ(target.exit_code, 2) << target.all();
  EXPECT_TRUE(holds(target.err, below_a_file)) << target.err;
}

TEST(Serve, SaysWhenItsPortIsTaken) {
  const ReferenceServer server;
  const int port = port_of(server.target_document().at("baseUrl").get<std::string>());
  const Finished second = conform({"serve", "--port", std::to_string(port)});
  EXPECT_EQ(second.exit_code, 2) << second.all();
  EXPECT_TRUE(holds(second.err, std::to_string(port))) << second.err;
}

}  // namespace
}  // namespace conform::test
