// Secrets that look like anything but secrets, given, captured and sent back by hostile servers: no artefact of a run
// may have them, in whatever encoding.
#include <gtest/gtest.h>

#include <map>

#include "end_to_end/program.hpp"
#include "support/closed_port.hpp"
#include "support/plain_server.hpp"
#include "support/raw_server.hpp"

namespace conform::test {
namespace {

using nlohmann::json;

std::string percent(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    encoded.append("%").append(1, digits[byte >> 4U]).append(1, digits[byte & 15U]);
  }
  return encoded;
}

std::string escaped(std::string_view text) { return json(std::string{text}).dump(-1, ' ', true); }

std::string base64(std::string_view text) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string encoded;
  unsigned bits = 0;
  int count = 0;
  for (const char c : text) {
    bits = bits << 8U | static_cast<unsigned char>(c);
    for (count += 8; count >= 6; count -= 6) encoded += digits[bits >> static_cast<unsigned>(count - 6) & 63U];
  }
  if (count > 0) encoded += digits[bits << static_cast<unsigned>(6 - count) & 63U];
  while (encoded.size() % 4 != 0) encoded += '=';
  return encoded;
}

/// The value of a request's field, or nothing.
std::string field_of(const std::string& request, const std::string& begin) {
  const std::size_t at = request.find(begin);
  if (at == std::string::npos) return {};
  return request.substr(at + begin.size(), request.find("\r\n", at) - at - begin.size());
}

/// A response that has some text in every place and in every spelling.
std::string full_of(const std::string& secret, const std::string& status) {
  const std::string inside = escaped(secret).substr(1, escaped(secret).size() - 2);
  const std::string body = R"({"errors":[{"title":)" + json(secret).dump() + R"(,"detail":")" + inside + " and " +
                           percent(secret) + " and " + base64("user:" + secret) + R"("}],"error":)" +
                           json(secret).dump() + R"(,"error_description":"no )" + inside + R"("})";
  return "HTTP/1.1 " + status + "\r\nX-Echo: " + secret + "\r\nX-Percent: " + percent(secret) +
         "\r\nContent-Type: application/vnd.api+json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         body;
}

/// Runs with everything that can be printed and written; what came of it by name.
std::map<std::string, std::string> artefacts_of(const json& target, const Variables& variables) {
  const ScratchFolder folder;
  const auto path = [&](const char* name) { return (folder.path() / name).string(); };
  const std::string file = folder.write("target.json", target.dump()).string();
  const Finished run = conform({"run", "--verbose", "--target", file, "--report", "junit=" + path("junit.xml"),
                                "--report", "json=" + path("result.json"), "users/get", "users/patch", "auth"},
                               variables);
  const Finished dry = conform({"run", "--dry-run", "--target", file}, variables);
  EXPECT_TRUE(run.exit_code == 1 || run.exit_code == 3) << run.all();
  EXPECT_EQ(dry.exit_code, 0) << dry.err;
  EXPECT_TRUE(is_valid_result(path("result.json")));
  EXPECT_TRUE(is_valid_junit(path("junit.xml")));
  return {{"the output", run.out},
          {"the error output", run.err},
          {"the JUnit report", read_file(path("junit.xml"))},
          {"the record", read_file(path("result.json"))},
          {"the dry run", dry.all()}};
}

void expect_absent(const std::map<std::string, std::string>& artefacts, const std::string& secret) {
  for (const auto& [name, text] : artefacts) {
    for (const std::string& spelling :
         {secret, percent(secret), escaped(secret).substr(1, escaped(secret).size() - 2), base64("user:" + secret)})
      EXPECT_FALSE(holds(text, spelling)) << spelling << " is in " << name;
  }
}

class UnusualSecrets : public testing::TestWithParam<std::string> {};

TEST_P(UnusualSecrets, GivenAndEchoedStayOut) {
  const std::string& secret = GetParam();
  const RawServer server{[](RawConnection& connection) {
    for (std::string request = connection.read_request(); !request.empty(); request = connection.read_request()) {
      if (!connection.write(full_of(field_of(request, "Bearer "), "403 Forbidden"))) return;
    }
  }};
  json target = target_for(server.url());
  target["actors"]["user-1"]["token"] = "${env:CONFORM_TEST_TOKEN}";
  target["users"] = json::array({target["users"][0]});
  const auto artefacts = artefacts_of(target, {{"CONFORM_TEST_TOKEN", secret}});
  EXPECT_TRUE(holds(server.received(), secret)) << "it must be sent as it is";
  EXPECT_TRUE(holds(artefacts.at("the record"), "$CONFORM_TEST_TOKEN"));
  expect_absent(artefacts, secret);
}

TEST_P(UnusualSecrets, OfRequestHeadersStayOut) {
  const std::string& secret = GetParam();
  const RawServer server{[](RawConnection& connection) {
    for (std::string request = connection.read_request(); !request.empty(); request = connection.read_request()) {
      if (!connection.write(full_of(field_of(request, "X-Api-Key: "), "403 Forbidden"))) return;
    }
  }};
  json target = target_for(server.url());
  target["headers"] = {{"X-Api-Key", "${env:CONFORM_TEST_KEY}"}};
  target["users"] = json::array({target["users"][0]});
  const auto artefacts = artefacts_of(target, {{"CONFORM_TEST_KEY", secret}});
  EXPECT_TRUE(holds(server.received(), "X-Api-Key: " + secret)) << "it must be sent as it is";
  EXPECT_TRUE(holds(artefacts.at("the record"), "$HEADER_X_API_KEY"));
  EXPECT_TRUE(holds(artefacts.at("the dry run"), "$HEADER_X_API_KEY"));
  expect_absent(artefacts, secret);
}

TEST_P(UnusualSecrets, CapturedAndEchoedStayOut) {
  const std::string& secret = GetParam();
  const PlainServer provider{[&](const PlainRequest&) {
    return PlainResponse{.media_type = {},
                         .body = R"({"access_token":)" + escaped(secret) + R"(,"refresh_token":)" +
                                 escaped("refresh-" + secret) + R"(,"expires_in":3600})"};
  }};
  const RawServer server{[&](RawConnection& connection) {
    for (std::string request = connection.read_request(); !request.empty(); request = connection.read_request()) {
      if (!connection.write(full_of("refresh-" + secret, "500 Oops"))) return;
    }
  }};
  json target = target_for(server.url());
  target["actors"]["user-1"] = {{"oauth2",
                                 {{"grant", "password"},
                                  {"tokenUrl", provider.url() + "/token"},
                                  {"clientId", "conform"},
                                  {"clientSecret", "client-" + secret},
                                  {"username", "user"},
                                  {"password", "password-" + secret}}}};
  target["users"] = json::array({target["users"][0]});
  const auto artefacts = artefacts_of(target, {});
  EXPECT_TRUE(holds(server.received(), "Bearer " + secret));
  EXPECT_TRUE(holds(artefacts.at("the record"), "$USER_1_REFRESH_TOKEN"));
  expect_absent(artefacts, secret);
}

TEST_P(UnusualSecrets, EchoedByTheProviderStayOut) {
  const std::string& secret = GetParam();
  const RawServer provider{[&](RawConnection& connection) {
    while (!connection.read_request().empty() && connection.write(full_of(secret, "400 Bad Request"))) {
    }
  }};
  const ClosedPort no_server;  // of this test alone: runs on the same server and users exclude each other
  json target = target_for(no_server.url());
  target["actors"]["user-1"] = {{"oauth2",
                                 {{"grant", "client_credentials"},
                                  {"tokenUrl", provider.url() + "/token"},
                                  {"clientId", "conform"},
                                  {"clientSecret", "${env:CONFORM_TEST_SECRET}"}}}};
  target["users"] = json::array({target["users"][0]});
  const auto artefacts = artefacts_of(target, {{"CONFORM_TEST_SECRET", secret}});
  EXPECT_TRUE(holds(artefacts.at("the record"), "$USER_1_CLIENT_SECRET"));
  expect_absent(artefacts, secret);
}

INSTANTIATE_TEST_SUITE_P(All, UnusualSecrets,
                         testing::Values("quo\"te'and\\back`tick$HOME",
                                         "t\xC3\xB6k\xC3\xA9n-\xF0\x9F\x98\x80-\xC3\xBCn\xC3\xAF",
                                         "100%25%41%zz+per cent", ".*[a-z]+(x|y){2}?^$", "<&>;]]>--&amp;",
                                         "a,b;c=d:e@f/g?h#i"));

// A secret of one letter is a word of every other sentence.
TEST(TinySecrets, LeaveTheRestReadable) {
  const auto server = RawServer::responding("HTTP/1.1 500 a\r\nContent-Length: 0\r\n\r\n");
  json target = target_for(server->url());
  target["actors"]["user-1"]["token"] = "a";
  target["users"] = json::array({target["users"][0]});
  const auto artefacts = artefacts_of(target, {});
  EXPECT_TRUE(holds(server->received(), "Bearer a\r\n"));
  EXPECT_TRUE(holds(artefacts.at("the record"), "\"Bearer $USER_1_TOKEN\""));
  EXPECT_TRUE(holds(artefacts.at("the record"), " a "));
  EXPECT_FALSE(holds(artefacts.at("the record"), "\"Bearer a\""));
  EXPECT_TRUE(holds(artefacts.at("the dry run"), "'Authorization: Bearer '\"$USER_1_TOKEN\""));
}

}  // namespace
}  // namespace conform::test
