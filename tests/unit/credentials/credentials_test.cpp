#include "credentials/credentials.hpp"

#include <gtest/gtest.h>

#include "base/gate.hpp"
#include "target/token_text.hpp"
#include "unit/credentials/fake_servers.hpp"

namespace conform::test {
namespace {

using namespace std::chrono_literals;

Target target_of_two() {
  Target target;
  for (const char* name : {"user-1", "admin"}) {
    OauthClient client{.token_url = "https://login.example/token", .client_id = name, .client_secret = "s3cret-of-all"};
    target.actors[name] = {.token = make_stand_in(), .user_id = {}, .source = std::move(client)};
  }
  target.actors["reader"] = {.token = "static-token", .user_id = {}};
  return target;
}

class Tokens : public ::testing::Test {
 protected:
  Tokens() {
    servers_.respond = [this](const FakeServers::Got&) {
      return response_with(200, R"({"access_token":"token-)" + std::to_string(++issued_) + R"(","expires_in":3600})");
    };
  }
  Request by(const std::string& actor) const {
    return {.method = "GET",
            .target = "/users/1",
            .headers = {{"Authorization", "Bearer " + target_.actors.at(actor).token}},
            .body = std::nullopt};
  }
  /// Sends as a run does; the server gives these responses, the last one for ever.
  TimedResponse send(const Request& request, std::vector<int> statuses, On401 on_401 = On401::renew) {
    sent_.clear();
    return send_with_tokens(
        credentials_, request, on_401,
        [&](const Request& filled) {
          sent_.push_back(filled);
          return TimedResponse{.response = response_with(statuses[std::min(sent_.size(), statuses.size()) - 1])};
        },
        {});
  }
  static int status(const TimedResponse& timed) {
    const auto* response = std::get_if<Response>(&timed.response);
    return response ? response->status : 0;
  }
  static std::string trouble(const TimedResponse& timed) {
    const auto* error = std::get_if<TransportError>(&timed.response);
    return error && error->kind == TransportErrorKind::unsendable ? plain(error->detail) : "";
  }

  int issued_ = 0;
  FakeServers servers_;
  Target target_ = target_of_two();
  KnownSecrets secrets_{secrets_of(target_)};
  Credentials credentials_{target_, servers_.connect(), secrets_};
  std::vector<Request> sent_;
};

TEST_F(Tokens, StandWhereTheirStandInsAre) {
  const std::string user = target_.actors.at("user-1").token;
  const std::string admin = target_.actors.at("admin").token;
  const Request request{.method = "PUT",
                        .target = "/a?t=" + user,
                        .headers = {{"Authorization", "Bearer " + user + "x"}, {"Cookie", admin + user}},
                        .body = "{\"t\":\"" + admin + "\"}"};
  const auto filled = credentials_.fill_in(request, {});
  ASSERT_TRUE(filled);
  EXPECT_EQ(filled->request.target, "/a?t=token-1");
  EXPECT_EQ(filled->request.headers[0].value, "Bearer token-1x");
  EXPECT_EQ(filled->request.headers[1].value, "token-2token-1");
  EXPECT_EQ(filled->request.body, "{\"t\":\"token-2\"}");
  EXPECT_EQ(filled->tokens.size(), 2U);
}

TEST_F(Tokens, AreGotOnlyForWhoSends) {
  EXPECT_EQ(status(send(by("reader"), {200})), 200);
  EXPECT_EQ(sent_.at(0), by("reader"));
  EXPECT_TRUE(servers_.got.empty());
  EXPECT_EQ(status(send(by("user-1"), {200})), 200);
  EXPECT_EQ(servers_.got.size(), 1U);
}

TEST_F(Tokens, ThatAreNoStandInsAreLeftAlone) {
  Request request = by("reader");
  request.headers[0].value = std::string{stand_in_prefix} + "0123456789abcdef0123456789abcdef";
  EXPECT_EQ(credentials_.fill_in(request, {}).value().request, request);
  request.headers[0].value = std::string{stand_in_prefix};
  EXPECT_EQ(credentials_.fill_in(request, {}).value().request, request);
}

TEST_F(Tokens, AreReplacedOnceAfterAnUnexpected401) {
  EXPECT_EQ(status(send(by("user-1"), {401, 200})), 200);
  ASSERT_EQ(sent_.size(), 2U);
  EXPECT_EQ(sent_[0].headers[0].value, "Bearer token-1");
  EXPECT_EQ(sent_[1].headers[0].value, "Bearer token-2");
  EXPECT_EQ(credentials_.notes(),
            (std::vector<std::string>{"A token of user-1 was rejected with 401 before its expiry, and the request was "
                                      "retried with a new one: 1 time."}));
  EXPECT_EQ(status(send(by("user-1"), {401})), 401) << "the second one counts";
  EXPECT_EQ(sent_.size(), 2U);
}

TEST_F(Tokens, AreLeftAloneWhereA401IsExpected) {
  EXPECT_EQ(status(send(by("user-1"), {401}, On401::keep)), 401);
  EXPECT_EQ(sent_.size(), 1U);
  EXPECT_EQ(issued_, 1);
  EXPECT_TRUE(credentials_.notes().empty());
}

TEST_F(Tokens, ThatStandInTheTargetFileAreNotReplaced) {
  EXPECT_EQ(status(send(by("reader"), {401})), 401);
  EXPECT_EQ(sent_.size(), 1U);
}

TEST_F(Tokens, ThatCannotBeHadAreTroubleAndNotAFinding) {
  servers_.respond = [](const FakeServers::Got&) {
    return response_with(400, R"({"error":"invalid_client","error_description":"\u001b[31m s3cret-of-all is wrong"})");
  };
  const TimedResponse timed = send(by("user-1"), {200});
  EXPECT_TRUE(sent_.empty());
  EXPECT_EQ(trouble(timed),
            "could not get a token for user-1 from the token endpoint https://login.example/token: it responded "
            "400; it reported \"invalid_client: \\u001b[31m $ADMIN_CLIENT_SECRET is wrong\"");
  EXPECT_FALSE(blames_server(std::get<TransportError>(timed.response).kind));
}

TEST_F(Tokens, ThatCannotBeReplacedAreTroubleToo) {
  EXPECT_EQ(status(send(by("user-1"), {200})), 200);
  servers_.respond = [](const FakeServers::Got&) { return response_with(503); };
  EXPECT_EQ(trouble(send(by("user-1"), {401})),
            "a token was rejected with 401, and then conform could not get a token for user-1 from the token endpoint "
            "https://login.example/token: it responded 503");
}

TEST_F(Tokens, AreKnownAsSecretsWithTheirRefreshTokens) {
  servers_.respond = [](const FakeServers::Got&) {
    return response_with(200, R"({"access_token":"issued-token","refresh_token":"captured refresh+token"})");
  };
  EXPECT_EQ(status(send(by("user-1"), {200})), 200);
  EXPECT_EQ(secrets_.redactor()->redact("a issued-token b captured refresh+token c captured+refresh%2Btoken d " +
                                        target_.actors.at("user-1").token),
            "a $USER_1_TOKEN b $USER_1_REFRESH_TOKEN c $USER_1_REFRESH_TOKEN d $USER_1_TOKEN");
}

TEST_F(Tokens, LongAnswersOfAProviderAreCutBehindTheirSecrets) {
  servers_.respond = [](const FakeServers::Got&) {
    return response_with(400,
                         R"({"error":")" + std::string(295, 'x') + "s3cret-of-all" + std::string(100'000, 'y') + "\"}");
  };
  const std::string why = trouble(send(by("user-1"), {200}));
  EXPECT_LT(why.size(), 600U);
  EXPECT_EQ(why.find("s3c"), std::string::npos) << why;
}

}  // namespace
}  // namespace conform::test
