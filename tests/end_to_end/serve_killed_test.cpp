// The reference server is killed while it writes, again and again.
#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <thread>

#include "end_to_end/program.hpp"
#include "end_to_end/raw_client.hpp"

namespace conform::test {
namespace {

using nlohmann::json;

constexpr int users = 4;
constexpr int kills = 20;

/// What a user has written: each write sets two attributes to the same number.
struct Progress {
  int sent = 0;
  int confirmed = 0;
};

std::string request_of(const json& target, int user, const std::string& method, const std::string& body) {
  const json& of = target.at("users").at(static_cast<std::size_t>(user));
  return method + " /user/2024-3/users/" + of.at("id").get<std::string>() +
         " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAccept: application/vnd.api+json\r\n" +
         "Content-Type: application/vnd.api+json\r\nAuthorization: Bearer " +
         target.at("actors").at(of.at("actor").get<std::string>()).at("token").get<std::string>() +
         "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string send_as(const json& target, int user, const std::string& method, const std::string& body = {}) {
  return ask(port_of(target.at("baseUrl").get<std::string>()), request_of(target, user, method, body));
}

/// True when it was confirmed, by a whole response.
bool write_number(const json& target, int user, int number) {
  const std::string id = target.at("users").at(static_cast<std::size_t>(user)).at("id").get<std::string>();
  const std::string text = std::to_string(number);
  const std::string response = send_as(target, user, "PATCH",
                                       R"({"data":{"type":"User","id":")" + id + R"(","attributes":{"firstName":")" +
                                           text + R"(","lastName":")" + text + R"("}}})");
  return response.starts_with("HTTP/1.1 200 ") &&
         json::accept(response.substr(std::min(response.find("\r\n\r\n"), response.size())));
}

/// Writes one number after the other until the server is gone.
void write_until_gone(const json& target, int user, Progress& progress, std::atomic<int>& writes) {
  while (write_number(target, user, ++progress.sent)) {
    progress.confirmed = progress.sent;
    ++writes;
  }
}

TEST(ServeKilled, LosesNothingThatItHasConfirmedAndKeepsNothingByHalves) {
  const ScratchFolder folder;
  const Arguments arguments{"--db", (folder.path() / "users.sqlite").string()};
  std::vector<Progress> progress(users);
  int all_writes = 0;
  for (int kill = 0; kill <= kills; ++kill) {
    ReferenceServer server{arguments};
    const json target = server.target_document();
    for (int user = 0; user < users && kill > 0; ++user) {
      Progress& of = progress[static_cast<std::size_t>(user)];
      const std::string response = send_as(target, user, "GET");
      ASSERT_TRUE(response.starts_with("HTTP/1.1 200 ")) << "after " << kill << " kills: " << response;
      const json attributes = json::parse(response.substr(response.find("\r\n\r\n"))).at("data").at("attributes");
      EXPECT_EQ(attributes.at("firstName"), attributes.at("lastName")) << "a write was partly executed";
      const int there = std::stoi(attributes.at("firstName").get<std::string>());
      EXPECT_GE(there, of.confirmed) << "a write that was confirmed is lost";
      EXPECT_LE(there, of.sent);
      of.confirmed = there;
    }
    if (kill == kills) break;
    for (int user = 0; user < users && kill == 0; ++user) ASSERT_TRUE(write_number(target, user, 0));
    std::atomic<int> writes{0};
    {
      std::vector<std::jthread> writers;
      for (int user = 0; user < users; ++user) {
        writers.emplace_back(
            [&, user] { write_until_gone(target, user, progress[static_cast<std::size_t>(user)], writes); });
      }
      // In the middle of it: after another number of writes each time.
      for (const int enough = 5 + kill * 3; writes < enough;) std::this_thread::yield();
      server.process().signal(SIGKILL);
    }
    EXPECT_EQ(finish(server.process()).exit_code, 1000 + SIGKILL);
    all_writes += writes;
  }
  EXPECT_GT(all_writes, kills * 5);
}

}  // namespace
}  // namespace conform::test
