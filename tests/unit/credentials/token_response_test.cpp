#include "credentials/token_response.hpp"

#include <gtest/gtest.h>

#include "base/gate.hpp"

namespace conform {
namespace {

using namespace std::chrono_literals;

ResponseOrError response_with(int status, std::string body) {
  return Response{.status = status, .reason = {}, .headers = {}, .body = std::move(body)};
}
NoToken refusal(int status, std::string body) {
  const auto issued = read_token_response(response_with(status, std::move(body)));
  EXPECT_FALSE(issued);
  return issued ? NoToken{} : issued.error();
}

TEST(TokenResponse, GivesTokenLifetimeAndRefreshToken) {
  EXPECT_EQ(
      read_token_response(response_with(
          200, R"({"access_token":"at","token_type":"bearer","expires_in":3600,"refresh_token":"rt","more":[1]})")),
      (IssuedToken{.token = "at", .lifetime = 3600s, .refresh_token = "rt"}));
  EXPECT_EQ(read_token_response(response_with(200, R"({"access_token":"at"})")),
            (IssuedToken{.token = "at", .lifetime = std::nullopt, .refresh_token = {}}));
}

TEST(TokenResponse, TakesLifetimesAsProvidersWriteThem) {
  const auto lifetime = [](const std::string& written) {
    return read_token_response(response_with(200, R"({"access_token":"at","expires_in":)" + written + "}"))
        .value()
        .lifetime;
  };
  EXPECT_EQ(lifetime("\"60\""), 60s);
  EXPECT_EQ(lifetime("59.9"), 59s);
  EXPECT_GT(lifetime("1e300").value(), 24h * 365);
  for (const char* none : {"0", "-5", "null", "\"soon\"", "[]", "true"})
    EXPECT_EQ(lifetime(none), std::nullopt) << none;
}

TEST(TokenResponse, SaysWhatTheProviderSays) {
  EXPECT_EQ(refusal(401, R"({"error":"invalid_client","error_description":"no such client"})"),
            (NoToken{.why = "it responded 401", .said = "invalid_client: no such client", .final = true}));
  EXPECT_EQ(refusal(400, R"({"error_description":"just so"})").said, "just so");
  EXPECT_EQ(refusal(400, R"({"error":{"code":7}})").said, "");
  EXPECT_EQ(refusal(400, "<html>").said, "");
  EXPECT_EQ(refusal(200, R"({"error":"invalid_grant"})").said, "invalid_grant");
}

TEST(TokenResponse, TellsWhatMayPass) {
  for (const int status : {500, 502, 503, 429, 408}) EXPECT_FALSE(refusal(status, "").final) << status;
  for (const int status : {400, 401, 403, 404, 302}) EXPECT_TRUE(refusal(status, "").final) << status;
  EXPECT_EQ(refusal(307, "").why, "it responded 307, and redirects are not followed");
  const auto error =
      read_token_response(TransportError{.kind = TransportErrorKind::tls, .detail = "no trust", .partial = {}});
  EXPECT_EQ(error.error(), (NoToken{.why = "it gave no response (tls: no trust)", .said = {}, .final = false}));
}

TEST(TokenResponse, RefusesWhatIsNoToken) {
  EXPECT_EQ(refusal(200, "{}").why, "it responded 200 without an access_token");
  EXPECT_EQ(refusal(200, R"({"access_token":7})").why, "it responded 200 without an access_token");
  EXPECT_EQ(refusal(200, "[]").why, "it responded 200 with JSON that is not an object");
  EXPECT_TRUE(plain(refusal(200, "").why).starts_with("it responded 200 with a body that is not JSON"));
  EXPECT_EQ(refusal(200, R"({"access_token":"at","token_type":"mac"})").said, "mac");
  EXPECT_EQ(refusal(200, R"({"access_token":"a\r\nX-Injected: 1"})").why,
            "it responded 200 with an access_token that cannot be sent: the token has a line break or another control "
            "character");
  EXPECT_NE(refusal(200, R"({"access_token":"a\u0000b"})").why, "");
}

}  // namespace
}  // namespace conform
