// Mistakes of the user of this program: none is a verdict on the server, and none changes anything there.
#include <gtest/gtest.h>

#include <algorithm>

#include "end_to_end/program.hpp"
#include "end_to_end/user_data_reader.hpp"
#include "support/closed_port.hpp"
#include "support/plain_server.hpp"

namespace conform::test {
namespace {

using nlohmann::json;

constexpr std::size_t most_lines = 25;

std::size_t lines_of(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count(text, '\n')) + (text.empty() || text.ends_with('\n') ? 0 : 1);
}

/// Runs the whole suite against a target and expects that the run says why it ends, and that it is about all of `said`.
void expect_trouble(const json& target, const std::vector<std::string>& said, const Variables& variables = {}) {
  const ScratchFolder folder;
  const auto file = folder.write("target.json", target.dump());
  const auto result = folder.path() / "result.json";
  const Finished run = conform({"run", "--target", file.string(), "--report", "json=" + result.string()}, variables);
  EXPECT_EQ(run.exit_code, 3) << run.all();
  EXPECT_LE(lines_of(run.out) + lines_of(run.err), most_lines) << run.all();
  const std::string flat = unwrapped(run.out);
  for (const std::string& part : said) EXPECT_TRUE(holds(flat, part)) << part << "\nis not in\n" << run.all();
  EXPECT_TRUE(holds(run.out, "Inconclusive")) << run.out;
  for (const auto& [name, actor] : target.at("actors").items()) {
    const auto token = actor.at("token").get<std::string>();
    if (token.starts_with("${")) continue;
    EXPECT_FALSE(holds(run.all(), token)) << "the token of " << name;
  }
  for (const auto& [name, value] : variables) EXPECT_FALSE(holds(run.all(), value)) << name;
  EXPECT_TRUE(journals_here().empty());
  const json document = read_json(result);
  EXPECT_TRUE(is_valid_result(result));
  EXPECT_EQ(document.at("conclusion"), "inconclusive");
  EXPECT_EQ(document.at("totals").at("errored"), document.at("verdicts").size());
  EXPECT_EQ(document.at("totals").at("findings").at("must"), 0);
}

/// A right server, of whose target file tests make a wrong one.
class WrongTarget : public ::testing::Test {
 protected:
  void start(const Arguments& arguments = {}) {
    server_ = std::make_unique<ReferenceServer>(arguments);
    right_ = server_->target_document();
    wrong_ = right_;
    make_unmistakable(right_);
  }
  void expect_trouble_without_change(const std::vector<std::string>& said, const Variables& variables = {}) {
    const Everything before = everything(right_);
    expect_trouble(wrong_, said, variables);
    EXPECT_EQ(everything(right_), before);
  }
  void set_token(const std::string& actor, const std::string& token) { wrong_["actors"][actor]["token"] = token; }

  std::unique_ptr<ReferenceServer> server_;
  json right_;
  json wrong_;
};

TEST_F(WrongTarget, WithAWrongTokenOfItsOnlyUser) {
  start({"--users", "1"});
  set_token("user-1", "${env:FIRST_TOKEN}");
  expect_trouble_without_change({"as user-1 got 401", "Is ${env:FIRST_TOKEN} the token of the user"},
                                {{"FIRST_TOKEN", "some-other-token-of-the-test"}});
}

TEST_F(WrongTarget, WithAllTokensWrong) {
  start();
  for (auto& actor : wrong_["actors"]) actor["token"] = "wrong-" + actor.at("token").get<std::string>();
  expect_trouble_without_change({"as user-1 got 401", "The same holds for user-2"});
}

TEST_F(WrongTarget, WithOneWrongTokenOfEight) {
  start({"--users", "8"});
  set_token("user-5", "some-other-token-of-the-test");
  expect_trouble_without_change({"as user-5 got 401", "Is $USER_5_TOKEN the token of the user"});
}

TEST_F(WrongTarget, WithSwappedTokens) {
  start();
  set_token("user-1", right_["actors"]["user-2"]["token"]);
  set_token("user-2", right_["actors"]["user-1"]["token"]);
  expect_trouble_without_change(
      {"getUser and updateUser as user-1 got 403", "/attributes accepts this token", "user-2"});
}

TEST_F(WrongTarget, WithTheTokenOfAUserForTheAdministrator) {
  start();
  set_token("admin", "some-other-token-of-the-test");
  expect_trouble_without_change({"as admin got 401", "Is $ADMIN_TOKEN the token of an administrator"});
}

TEST_F(WrongTarget, WithAWrongBasePath) {
  start();
  const std::string url = right_["baseUrl"];
  wrong_["baseUrl"] = url.substr(0, url.find("/user/")) + "/api/users/2024-3";
  expect_trouble_without_change({"as user-1 got 404", "/api/users/2024-3 and the version 2024-3 right"});
}

TEST_F(WrongTarget, WithAVersionThatIsNotServed) {
  start();
  const PlainServer server{[](const PlainRequest&) {
    return PlainResponse{.status = 404, .media_type = "application/json", .body = R"({"message":"no Route matched"})"};
  }};
  wrong_["baseUrl"] = server.url() + "/user/2021-2";
  wrong_.erase("apiVersion");
  expect_trouble_without_change({"as user-1 got 404", "/user/2021-2 and the version 2021-2 right"});
}

TEST_F(WrongTarget, WithAUserThatDoesNotExist) {
  start();
  wrong_["users"][0]["id"] = "00000000-0000-4000-8000-000000000000";
  expect_trouble_without_change({"as user-1 got 40", "and does that user exist?"});
}

TEST(WrongServer, IsAClosedPort) {
  const ClosedPort port;
  expect_trouble(target_for(port.url()), {"could not be reached"});
}

/// What stands before a server responds with everything.
void expect_trouble_of(const PlainResponse& response, const std::vector<std::string>& said) {
  const PlainServer server{[&](const PlainRequest&) { return response; }};
  expect_trouble(target_for(server.url()), said);
  for (const PlainRequest& request : server.requests()) {
    if (request.method == "GET") continue;
    EXPECT_EQ(request.method, "PATCH");
    EXPECT_EQ(json::parse(request.body).at("data").at("attributes"), json::object());
  }
}

TEST(WrongServer, RedirectsToALogin) {
  expect_trouble_of({.status = 302, .fields = {{"Location", "https://login.example/?back=api"}}},
                    {"got 302: \"https://login.example/?back=api\""});
}

TEST(WrongServer, WantsAPasswordBeforeTheServer) {
  expect_trouble_of({.status = 401,
                     .media_type = "text/html",
                     .body = "<html><head><title>Staging: please log in</title></head></html>",
                     .fields = {{"WWW-Authenticate", "Basic realm=\"staging\""}}},
                    {"got 401: \"Staging: please log in\"", "ask for a password (Basic)"});
}

TEST(WrongServer, IsAProxyWithoutAServerBehindIt) {
  expect_trouble_of({.status = 502,
                     .media_type = "text/html",
                     .body = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n</html>\r\n"},
                    {"got 502: \"502 Bad Gateway\"", "is the server running?"});
}

TEST(WrongServer, SendsNoTokenBackIntoTheOutput) {
  expect_trouble_of(
      {.status = 401,
       .media_type = "application/vnd.api+json",
       .body = R"({"errors":[{"status":"401","title":"No","detail":"first-token-of-the-test is unknown"}]})"},
      {"$USER_1_TOKEN is unknown"});
}

TEST(WrongServer, WithAnotherClockIsNamedAsALikelyCause) {
  expect_trouble_of({.status = 401, .fields = {{"Date", "Sun, 06 Nov 1994 08:49:37 GMT"}}},
                    {"minutes, which may be the cause"});
}

}  // namespace
}  // namespace conform::test
