#include <gtest/gtest.h>

#include "unit/reference/client.hpp"

namespace conform::reference {

namespace {

using nlohmann::json;
using testing::Client;
using testing::ReceivedResponse;
using testing::Request;

class TokenEndpoint : public ::testing::Test {
 protected:
  [[nodiscard]] ReceivedResponse post(const std::string& form, testing::Fields fields = {}) const {
    fields.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    return testing::exchange(server_.port(),
                             {.method = "POST", .target = "/oauth2/token", .fields = fields, .body = form});
  }
  [[nodiscard]] std::string client() const {
    return "&client_id=" + server_.client_id() + "&client_secret=" + server_.client_secret();
  }
  [[nodiscard]] int status_with(const std::string& token) const {
    return user_
        .send({.method = "GET", .target = user_.path(), .fields = {{"Authorization", "Bearer " + token}}, .body = {}})
        .status;
  }
  void expect_error(const ReceivedResponse& response, int status, const std::string& error) {
    EXPECT_EQ(response.status, status);
    EXPECT_EQ(response.json().value("error", ""), error) << response.raw;
    EXPECT_EQ(response.field("Cache-Control"), "no-store");
  }

  Server server_;
  Client user_{server_, "user-1"};
};

}  // namespace

TEST_F(TokenEndpoint, ClientCredentialsSpeakForTheAdmin) {
  const ReceivedResponse response = post("grant_type=client_credentials" + client());
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.json().at("token_type"), "Bearer");
  EXPECT_EQ(response.json().at("scope"), "user:users:read user:users:write");
  EXPECT_FALSE(response.json().contains("refresh_token"));
  EXPECT_EQ(response.field("Cache-Control"), "no-store");
  EXPECT_EQ(status_with(response.json().at("access_token")), 200);
}

TEST_F(TokenEndpoint, TokensLiveAsLongAsTheServerIsToldTo) {
  EXPECT_EQ(post("grant_type=client_credentials" + client()).json().at("expires_in"), 3600);
  const Server server{Options{.token_lifetime = 7}};
  const ReceivedResponse response =
      testing::exchange(server.port(), {.method = "POST",
                                        .target = "/oauth2/token",
                                        .fields = {{"Content-Type", "application/x-www-form-urlencoded"}},
                                        .body = "grant_type=client_credentials&client_id=" + server.client_id() +
                                                "&client_secret=" + server.client_secret()});
  EXPECT_EQ(response.json().at("expires_in"), 7);
}

TEST_F(TokenEndpoint, ScopesCanBeNarrowed) {
  const ReceivedResponse response = post("grant_type=client_credentials&scope=user%3Ausers%3Aread" + client());
  const std::string token = response.json().at("access_token");
  EXPECT_EQ(status_with(token), 200);
  Request write = user_.write("PATCH", user_.document({{"firstName", "X"}}));
  write.fields.emplace_back("Authorization", "Bearer " + token);
  EXPECT_EQ(user_.send(write).status, 403);
  expect_error(post("grant_type=client_credentials&scope=everything" + client()), 400, "invalid_scope");
}

TEST_F(TokenEndpoint, BasicAuthenticationIsTaken) {
  // RFC 7617: base64 of "conform:" and the secret, made here so that the server's own decoder is what is tested.
  const std::string plain = server_.client_id() + ":" + server_.client_secret();
  const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string encoded;
  for (std::size_t i = 0; i < plain.size(); i += 3) {
    unsigned bits = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      bits = (bits << 8U) | (i + k < plain.size() ? static_cast<unsigned char>(plain[i + k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      encoded += i + k > plain.size() ? '=' : alphabet[(bits >> (18U - 6U * k)) & 0x3FU];
    }
  }
  EXPECT_EQ(post("grant_type=client_credentials", {{"Authorization", "Basic " + encoded}}).status, 200);
  EXPECT_EQ(post("grant_type=client_credentials" + client(), {{"Authorization", "Basic " + encoded}}).status, 401);
}

TEST_F(TokenEndpoint, RefreshTokensRotateAndASecondUseRevokesTheFamily) {
  const std::string first = user_.account.refresh_token;
  const ReceivedResponse once = post("grant_type=refresh_token&refresh_token=" + first + client());
  ASSERT_EQ(once.status, 200);
  const std::string access = once.json().at("access_token");
  const std::string second = once.json().at("refresh_token");
  EXPECT_EQ(status_with(access), 200);
  EXPECT_NE(second, first);
  expect_error(post("grant_type=refresh_token&refresh_token=" + first + client()), 400, "invalid_grant");
  EXPECT_EQ(status_with(access), 401);
  expect_error(post("grant_type=refresh_token&refresh_token=" + second + client()), 400, "invalid_grant");
  EXPECT_EQ(status_with(user_.account.token), 200);
}

TEST_F(TokenEndpoint, PasswordsGiveTokensOfTheirUser) {
  const ReceivedResponse response =
      post("grant_type=password&username=user-1&password=" + user_.account.password + client());
  ASSERT_EQ(response.status, 200);
  EXPECT_EQ(status_with(response.json().at("access_token")), 200);
  EXPECT_EQ(post("grant_type=refresh_token&refresh_token=" + response.json().at("refresh_token").get<std::string>() +
                 client())
                .status,
            200);
  expect_error(post("grant_type=password&username=user-1&password=wrong" + client()), 400, "invalid_grant");
  expect_error(post("grant_type=password&username=nobody&password=wrong" + client()), 400, "invalid_grant");
}

TEST_F(TokenEndpoint, ErrorsAreThoseOfRfc6749) {
  expect_error(post("grant_type=client_credentials"), 401, "invalid_client");
  const ReceivedResponse wrong = post("grant_type=client_credentials&client_id=conform&client_secret=wrong");
  expect_error(wrong, 401, "invalid_client");
  EXPECT_EQ(wrong.field("WWW-Authenticate"), "Basic realm=\"oauth2\"");
  expect_error(post("grant_type=magic" + client()), 400, "unsupported_grant_type");
  expect_error(post("x=y" + client()), 400, "invalid_request");
  expect_error(post("grant_type=password&grant_type=password" + client()), 400, "invalid_request");
  expect_error(post("grant_type=refresh_token" + client()), 400, "invalid_request");
  expect_error(post("grant_type=refresh_token&refresh_token=" + user_.account.token + client()), 400, "invalid_grant");
  const ReceivedResponse json_body = testing::exchange(
      server_.port(),
      {.method = "POST", .target = "/oauth2/token", .fields = {{"Content-Type", "application/json"}}, .body = "{}"});
  expect_error(json_body, 400, "invalid_request");
  EXPECT_EQ(
      testing::exchange(server_.port(), {.method = "GET", .target = "/oauth2/token", .fields = {}, .body = {}}).status,
      405);
}

TEST_F(TokenEndpoint, IsDiscovered) {
  const ReceivedResponse response = testing::exchange(
      server_.port(), {.method = "GET", .target = "/.well-known/openid-configuration", .fields = {}, .body = {}});
  EXPECT_EQ(response.json().at("token_endpoint"), server_.token_url());
}

}  // namespace conform::reference
