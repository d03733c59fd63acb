#include "credentials/oauth_provider.hpp"

#include <gtest/gtest.h>

#include "unit/credentials/fake_servers.hpp"

namespace conform::test {
namespace {

class Provider : public ::testing::Test {
 protected:
  OauthProvider provider(OauthClient client) {
    client.client_id = "conform";
    client.client_secret = "s3cret";
    return {std::move(client), servers_.connect(), [this](const std::string& secret) { noted_.push_back(secret); }};
  }
  std::string body(std::size_t which) const { return servers_.got.at(which).request.body.value_or("none"); }

  FakeServers servers_;
  std::vector<std::string> noted_;
};

TEST_F(Provider, AsksTheTokenEndpoint) {
  servers_.respond = [](const FakeServers::Got&) { return response_with(200, R"({"access_token":"at"})"); };
  OauthProvider asked = provider({.token_url = "https://login.example:8443/oauth2/token"});
  EXPECT_EQ(asked.obtain({}).value().token, "at");
  EXPECT_EQ(servers_.got.at(0).base_url, "https://login.example:8443");
  EXPECT_EQ(servers_.got.at(0).request.target, "/oauth2/token");
  EXPECT_EQ(asked.name(), "the token endpoint https://login.example:8443/oauth2/token");
}

TEST_F(Provider, GoesOnWithTheRefreshTokenThatItGotLast) {
  int count = 1;
  servers_.respond = [&](const FakeServers::Got&) {
    ++count;
    return response_with(200, R"({"access_token":"at","refresh_token":"rt-)" + std::to_string(count) + "\"}");
  };
  OauthProvider asked = provider(
      {.grant = OauthClient::Grant::refresh_token, .token_url = "https://login.example/t", .refresh_token = "rt-1"});
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(asked.obtain({}));
  EXPECT_EQ(body(0), "grant_type=refresh_token&refresh_token=rt-1");
  EXPECT_EQ(body(1), "grant_type=refresh_token&refresh_token=rt-2");
  EXPECT_EQ(body(2), "grant_type=refresh_token&refresh_token=rt-3");
  EXPECT_EQ(noted_, (std::vector<std::string>{"rt-2", "rt-3", "rt-4"}));
}

TEST_F(Provider, KeepsARefreshTokenThatIsNotReplaced) {
  servers_.respond = [](const FakeServers::Got&) { return response_with(200, R"({"access_token":"at"})"); };
  OauthProvider asked = provider(
      {.grant = OauthClient::Grant::refresh_token, .token_url = "https://login.example/t", .refresh_token = "rt-1"});
  EXPECT_TRUE(asked.obtain({}));
  EXPECT_TRUE(asked.obtain({}));
  EXPECT_EQ(body(1), body(0));
}

TEST_F(Provider, IsFoundByItsIssuerOnce) {
  servers_.respond = [](const FakeServers::Got& got) {
    if (got.request.target == "/realms/x/.well-known/openid-configuration") {
      return response_with(200,
                           R"({"issuer":"https://id.example/realms/x","token_endpoint":"https://t.example/token"})");
    }
    return response_with(200, R"({"access_token":"at"})");
  };
  OauthProvider asked = provider({.issuer = "https://id.example/realms/x"});
  EXPECT_TRUE(asked.obtain({}));
  EXPECT_TRUE(asked.obtain({}));
  ASSERT_EQ(servers_.got.size(), 3U);
  EXPECT_EQ(servers_.got[0].base_url, "https://id.example");
  EXPECT_FALSE(find_header(servers_.got[0].request.headers, "Authorization")) << "metadata are for everybody";
  EXPECT_EQ(servers_.got[1].base_url, "https://t.example");
  EXPECT_EQ(servers_.got[2].request.target, "/token");
  EXPECT_EQ(asked.name(), "the issuer https://id.example/realms/x");
}

TEST_F(Provider, IsFoundByTheOtherPlaceOfRfc8414) {
  servers_.respond = [](const FakeServers::Got& got) {
    if (got.request.target == "/.well-known/oauth-authorization-server/x") {
      return response_with(200, R"({"issuer":"https://id.example/x","token_endpoint":"https://id.example/token"})");
    }
    return got.request.target == "/token" ? response_with(200, R"({"access_token":"at"})") : response_with(404);
  };
  EXPECT_EQ(provider({.issuer = "https://id.example/x"}).obtain({}).value().token, "at");
}

TEST_F(Provider, ThatIsAnotherIssuerGetsNoSecret) {
  servers_.respond = [](const FakeServers::Got&) {
    return response_with(200, R"({"issuer":"https://evil.example","token_endpoint":"https://evil.example/token"})");
  };
  const auto issued = provider({.issuer = "https://id.example"}).obtain({});
  ASSERT_FALSE(issued);
  EXPECT_EQ(issued.error().why,
            "its metadata are those of another issuer (https://id.example/.well-known/openid-configuration)");
  EXPECT_EQ(servers_.got.size(), 1U);
}

TEST_F(Provider, ThatRedirectsIsNotFollowed) {
  servers_.respond = [](const FakeServers::Got&) {
    return ResponseOrError{
        Response{.status = 307, .reason = {}, .headers = {{"Location", "https://evil.example/token"}}, .body = {}}};
  };
  const auto issued = provider({.token_url = "https://login.example/token"}).obtain({});
  ASSERT_FALSE(issued);
  EXPECT_EQ(issued.error().why, "it responded 307, and redirects are not followed");
  EXPECT_EQ(servers_.got.size(), 1U);
}

}  // namespace
}  // namespace conform::test
