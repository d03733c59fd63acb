#include "credentials/token_request.hpp"

#include <gtest/gtest.h>

namespace conform {
namespace {

using Grant = OauthClient::Grant;
using Authentication = OauthClient::Authentication;

std::string authorization_of(const Request& request) {
  return std::string{find_header(request.headers, "Authorization").value_or("")};
}

TEST(TokenRequest, AsksForClientCredentials) {
  const OauthClient client{.client_id = "conform", .client_secret = "s3cret", .scope = "a b"};
  const Request request = token_request(client, "/oauth2/token", "");
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.target, "/oauth2/token");
  EXPECT_EQ(request.body, "grant_type=client_credentials&scope=a+b");
  EXPECT_EQ(find_header(request.headers, "Content-Type"), "application/x-www-form-urlencoded");
  EXPECT_EQ(authorization_of(request), "Basic Y29uZm9ybTpzM2NyZXQ=");
}

// RFC 6749 section 2.3.1: both are in form encoding before they are put together.
TEST(TokenRequest, EncodesIdentifierAndPasswordBeforeBasic) {
  const OauthClient client{.client_id = "a:b", .client_secret = "p w%\xC3\xA9"};
  EXPECT_EQ(authorization_of(token_request(client, "/", "")), "Basic YSUzQWI6cCt3JTI1JUMzJUE5");  // a%3Ab:p+w%25%C3%A9
}

TEST(TokenRequest, PutsTheSecretInTheFormWhenTheProviderWantsThat) {
  const OauthClient client{
      .authentication = Authentication::post, .client_id = "conform", .client_secret = "a&b=c\r\nX: y"};
  const Request request = token_request(client, "/", "");
  EXPECT_EQ(request.body, "grant_type=client_credentials&client_id=conform&client_secret=a%26b%3Dc%0D%0AX%3A+y");
  EXPECT_EQ(authorization_of(request), "");
}

TEST(TokenRequest, SendsTheNewestRefreshToken) {
  const OauthClient client{.grant = Grant::refresh_token,
                           .authentication = Authentication::none,
                           .client_id = "public",
                           .refresh_token = "first"};
  const Request request = token_request(client, "/", "second");
  EXPECT_EQ(request.body, "grant_type=refresh_token&refresh_token=second&client_id=public");
  EXPECT_EQ(authorization_of(request), "");
}

TEST(TokenRequest, SendsUserNamePasswordAndParameters) {
  const OauthClient client{.grant = Grant::password,
                           .client_id = "c",
                           .client_secret = "s",
                           .username = "user one",
                           .password = "p+w",
                           .parameters = {{"audience", "https://api.example"}}};
  EXPECT_EQ(token_request(client, "/", "").body,
            "grant_type=password&username=user+one&password=p%2Bw&audience=https%3A%2F%2Fapi.example");
}

TEST(SplitUrl, HasAPathAlways) {
  EXPECT_EQ(split_url("https://h:1/a/b"), (UrlParts{.origin = "https://h:1", .path = "/a/b"}));
  EXPECT_EQ(split_url("http://[::1]"), (UrlParts{.origin = "http://[::1]", .path = "/"}));
}

}  // namespace
}  // namespace conform
