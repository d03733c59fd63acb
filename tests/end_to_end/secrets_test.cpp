#include <gtest/gtest.h>

#include "end_to_end/program.hpp"
#include "support/plain_server.hpp"
#include "support/raw_server.hpp"

namespace conform::test {
namespace {

void expect_none_of(const std::vector<std::string>& secrets, const std::string& text, const std::string& what) {
  ASSERT_FALSE(secrets.empty());
  for (const std::string& secret : secrets) EXPECT_FALSE(holds(text, secret)) << secret << " is in " << what;
}

/// Runs with every report and all that can be printed, and gives back everything by name.
std::map<std::string, std::string> everything_of(const std::string& target, const Arguments& selectors) {
  const ScratchFolder folder;
  const auto junit = folder.path() / "junit.xml";
  const auto result = folder.path() / "result.json";
  Arguments all{"run",      "--verbose",
                "--target", target,
                "--report", "junit=" + junit.string(),
                "--report", "json=" + result.string()};
  all.insert(all.end(), selectors.begin(), selectors.end());
  const Finished run = conform(all);
  EXPECT_EQ(run.exit_code, 1) << run.all();
  return {{"standard output", run.out},
          {"standard error", run.err},
          {"the JUnit report", read_file(junit)},
          {"the run record", read_file(result)}};
}

TEST(Secrets, TokensStayOutOfEveryReport) {
  const ReferenceServer server{{"--fault", "patch-replaces"}};
  const auto reports = everything_of(server.target(), {"users/patch", "auth"});
  for (const auto& [what, text] : reports) expect_none_of(server.tokens(), text, what);
  EXPECT_TRUE(holds(reports.at("the JUnit report"), "$USER_")) << "a reader must see where a token stood";
  EXPECT_TRUE(holds(reports.at("the run record"), "$USER_"));
}

/// A 418 that has the token of a request everywhere.
std::string echo_of_token(const std::string& request) {
  constexpr std::string_view digits = "0123456789abcdef";
  const std::size_t at = request.find("Bearer ");
  const std::string token = at == std::string::npos ? "" : request.substr(at + 7, request.find("\r\n", at) - at - 7);
  std::string escaped;
  for (const char c : token) {
    const auto byte = static_cast<unsigned char>(c);
    escaped.append("\\u00").append({digits[byte >> 4U], digits[byte & 15U]});
  }
  std::string body = R"({"errors":[{"title":")";
  body.append(token).append(R"(","detail":")").append(escaped).append(R"("}]})");
  std::string response = "HTTP/1.1 418 ";
  response.append(token).append("\r\nX-Token: ").append(token);
  response += "\r\nSet-Cookie: session=of-the-server\r\nContent-Type: application/vnd.api+json\r\nContent-Length: ";
  return response.append(std::to_string(body.size())).append("\r\n\r\n").append(body);
}

// An echo, in the body, in header values and in the reason phrase, as it is and encoded.
TEST(Secrets, TokensThatTheServerSendsBackStayOutToo) {
  const RawServer server{[](RawConnection& connection) {
    std::string request = connection.read_request();
    while (!request.empty() && connection.write(echo_of_token(request))) request = connection.read_request();
  }};
  const ScratchFolder folder;
  const auto document = target_for(server.url());
  std::vector<std::string> tokens{"of-the-server"};
  for (const auto& actor : document.at("actors")) tokens.push_back(actor.at("token").get<std::string>());
  const auto target = folder.write("target.json", document.dump());
  for (const auto& [what, text] : everything_of(target.string(), {"users/patch", "users/get", "auth", "across"}))
    expect_none_of(tokens, text, what);
}

TEST(Secrets, TokenFromAVariableStaysOut) {
  const PlainServer server{[](const PlainRequest&) { return PlainResponse{.status = 500}; }};
  const Finished run = conform(
      {"run", "--verbose", "--base-url", server.url() + "/user/2024-3", "--user-id",
       "6c1c5f3a-0b61-4d39-8d2c-5d2f6f0d9a10", "--token-env", "CONFORM_TEST_TOKEN", "--report", "json=-", "users/get"},
      {{"CONFORM_TEST_TOKEN", "a-token-from-a-variable"}});
  EXPECT_EQ(run.exit_code, 1) << run.all();
  ASSERT_FALSE(server.requests().empty());
  EXPECT_EQ(server.requests().front().field("Authorization"), "Bearer a-token-from-a-variable");
  EXPECT_FALSE(holds(run.all(), "a-token-from-a-variable"));
}

TEST(Secrets, DryRunSendsNothingAndShowsNoToken) {
  const RawServer server{[](RawConnection&) {}};
  const ScratchFolder folder;
  const auto document = target_for(server.url());
  std::vector<std::string> tokens;
  for (const auto& actor : document.at("actors")) tokens.push_back(actor.at("token").get<std::string>());
  const auto report = folder.path() / "junit.xml";
  const Finished run = conform({"run", "--dry-run", "--target", folder.write("target.json", document.dump()).string(),
                                "--report", "junit=" + report.string()});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(server.connections(), 0U);
  EXPECT_FALSE(std::filesystem::exists(report)) << "nothing was run, so there is nothing to report";
  EXPECT_TRUE(holds(run.out, "curl "));
  EXPECT_TRUE(holds(run.out, "$USER_1_TOKEN"));
  EXPECT_TRUE(holds(run.out, ", nothing was sent\n"));
  expect_none_of(tokens, run.all(), "the dry run");
}

TEST(Secrets, UnusableTargetIsExplainedWithoutTheToken) {
  const ScratchFolder folder;
  auto document = target_for("http://127.0.0.1:1");
  document["actors"]["user-1"]["token"] = "a-token-with\na-line-break";
  document["actors"]["user-2"]["tokn"] = "mistyped-member-token";
  const Finished run = conform({"run", "--target", folder.write("target.json", document.dump()).string()});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_TRUE(holds(run.err, "/actors/user-1/token")) << run.err;
  expect_none_of({"a-token-with", "a-line-break", "mistyped-member-token", "second-token-of-the-test"}, run.all(),
                 "the messages");
}

// A token at any place of a target file that is wrong: its messages name the place, never the token.
TEST(Secrets, MistakesInATargetFileDoNotShowWhatItHolds) {
  const std::string secret = "SUPERSECRETTOKEN0123456789";
  const std::string base = R"({"baseUrl":"http://127.0.0.1:1/user/2024-3",)";
  const ScratchFolder folder;
  for (const std::string& text : {
           secret,
           "Bearer " + secret,
           "root:" + secret + ":19000:0:99999:7:::",
           base + R"("actors":{"user-1":")" + secret + R"("}})",
           base + R"("actors":{"user-1":{"token":)" + secret + "}}}",
           base + R"("actors":{"user-1":{"token":[")" + secret + R"("]}}})",
           base + R"("actors":{"user-1":{"token":{"is":")" + secret + R"("}}}})",
           base + R"("actors":{"user-1":{"token":")" + secret + R"(\n"}}})",
           base + R"("actors":{"user-1":{"token":")" + secret + "\n\"}}}",
           base + R"("actors":{"user-1":{"token":")" + secret + R"(" "x"}}})",
           base + R"("actors":{"user-1":{"token":")" + secret + R"(\q"}}})",
           base + R"("actors":{"user-1":{"tokn":")" + secret + R"("}}})",
           base + R"("actors":{"user-1":{"command":")" + secret + R"("}}})",
           base +
               R"("actors":{"user-1":{"oauth2":{"tokenUrl":"http://x/","clientId":"a","clientSecret":["z"],"grant":")" +
               secret + R"("}}}})",
           base + R"("headers":{"X-Key":[")" + secret + R"("]},"actors":{}})",
           base + R"("headers":{"X-Key: )" + secret + R"(":"a"},"actors":{}})",
           base + R"("headers":{"X-Key":")" + secret + R"(\u0000"},"actors":{}})",
           base + R"("proxy":"htp://u:)" + secret + R"(@h:1","actors":{}})",
           base + R"("proxy":"http://u:)" + secret + R"(@h:99999","actors":{}})",
           R"({"baseUrl":"http://u:)" + secret + R"(@127.0.0.1:1/user/2024-3","actors":{}})",
           R"({"baseUrl":"http://127.0.0.1:1/user/2024-3?key=)" + secret + R"(","actors":{}})",
           R"({"token":")" + secret + R"(","token":"b"})",
       }) {
    const Finished run = conform({"run", "--target", folder.write("target.json", text).string()});
    EXPECT_EQ(run.exit_code, 2) << text << run.all();
    EXPECT_FALSE(holds(run.all(), secret.substr(0, 12)) || holds(run.all(), secret.substr(14))) << text << run.all();
    EXPECT_TRUE(holds(run.err, "target.json:")) << run.err;
  }
}

// The proxy's password comes from the environment and goes into no output, whether the proxy is there or not.
TEST(Secrets, ProxyPasswordStaysOut) {
  const std::string secret = "PROXYPASSWORD0123456789";
  const ScratchFolder folder;
  auto document = target_for("http://user.example:1");
  document["allowWrites"] = true;
  const auto target = folder.write("target.json", document.dump()).string();
  for (const std::string& proxy :
       {"http://me:" + secret + "@127.0.0.1:1", "htp:/me:" + secret + "@", "me:" + secret + "@127.0.0.1:1"}) {
    const Finished run = conform({"run", "--verbose", "--target", target, "--report", "json=-", "users/get"},
                                 {{"http_proxy", proxy}, {"HTTP_PROXY", proxy}});
    EXPECT_TRUE(run.exit_code == 2 || run.exit_code == 3) << run.all();
    EXPECT_FALSE(holds(run.all(), secret)) << proxy << run.all();
  }
}

}  // namespace
}  // namespace conform::test
