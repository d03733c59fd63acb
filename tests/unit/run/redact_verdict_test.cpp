#include "run/case/redact_verdict.hpp"

#include <gtest/gtest.h>

namespace conform::test {
namespace {

constexpr const char* token = "s3cret-t0ken";

Verdict full_of_tokens() {
  Verdict verdict;
  verdict.outcome = {.kind = OutcomeKind::errored, .reason = std::string{"because of "} + token};
  Finding finding;
  finding.where = std::string{"/x/"} + token;
  finding.expected = token;
  finding.actual = std::string{"\""} + token + "\"";
  finding.message = std::string{"it said "} + token;
  verdict.findings = {finding};
  Exchange exchange;
  exchange.request = {.method = "PUT",
                      .target = std::string{"/users?token="} + token,
                      .headers = {{"Authorization", std::string{"Bearer "} + token}},
                      .body = std::string{"{\"a\":\""} + token + "\"}"};
  exchange.response = Response{.status = 200,
                               .reason = token,
                               .headers = {{"X", token}, {"Set-Cookie", "sid=of-the-server; Path=/"}},
                               .body = token};
  verdict.exchanges = {exchange, exchange};
  verdict.exchanges[1].response = TransportError{.kind = TransportErrorKind::closed,
                                                 .detail = std::string{"after "} + token,
                                                 .partial = std::get<Response>(exchange.response)};
  return verdict;
}

class RedactVerdict : public ::testing::Test {
 protected:
  RedactVerdict() {
    TransportOptions route;
    route.base_url = "http://127.0.0.1:1/u";
    redact(verdict_, Redactor{{{.value = token, .variable = "USER_1_TOKEN"}}}, route);
  }
  Verdict verdict_ = full_of_tokens();
};

TEST_F(RedactVerdict, TakesSecretsOutOfReasonsAndFindings) {
  EXPECT_EQ(verdict_.outcome.reason, "because of $USER_1_TOKEN");
  const Finding& finding = verdict_.findings.front();
  EXPECT_EQ(finding.where, "/x/$USER_1_TOKEN");
  EXPECT_EQ(finding.expected, "$USER_1_TOKEN");
  EXPECT_EQ(finding.actual, "\"$USER_1_TOKEN\"");
  EXPECT_EQ(finding.message, "it said $USER_1_TOKEN");
}

TEST_F(RedactVerdict, TakesSecretsOutOfExchanges) {
  const Exchange& exchange = verdict_.exchanges.front();
  EXPECT_EQ(exchange.request.target, "/users?token=$USER_1_TOKEN");
  EXPECT_EQ(exchange.request.headers.front().value, "Bearer $USER_1_TOKEN");
  EXPECT_EQ(exchange.request.body, R"({"a":"$USER_1_TOKEN"})");
  const Response* response = response_of(exchange);
  ASSERT_NE(response, nullptr);
  EXPECT_EQ(response->body, "$USER_1_TOKEN");
  EXPECT_EQ(response->headers[0].value, "$USER_1_TOKEN");
  EXPECT_EQ(response->headers[1].value.find("of-the-server"), std::string::npos);
  const auto& error = std::get<TransportError>(verdict_.exchanges[1].response);
  EXPECT_EQ(error.detail, "after $USER_1_TOKEN");
  EXPECT_EQ(error.partial->body, "$USER_1_TOKEN");
}

TEST_F(RedactVerdict, WritesCommandLinesThatAShellFillsIn) {
  for (const Exchange& exchange : verdict_.exchanges) {
    EXPECT_EQ(exchange.curl.find(token), std::string::npos);
    EXPECT_NE(exchange.curl.find("'Authorization: Bearer '\"$USER_1_TOKEN\""), std::string::npos) << exchange.curl;
    EXPECT_NE(exchange.curl.find("http://127.0.0.1:1/u/users"), std::string::npos) << exchange.curl;
  }
}

TEST(RedactCookies, TakesWhatTheServerSetOutOfEverything) {
  Verdict verdict;
  verdict.outcome = {.kind = OutcomeKind::errored, .reason = "because of session-7f3a, and 1"};
  Exchange exchange;
  exchange.request = {
      .method = "GET", .target = "/", .headers = {{"Cookie", "sid=session-7f3a"}}, .body = "session-7f3a"};
  exchange.response = Response{.status = 200,
                               .reason = {},
                               .headers = {{"Set-Cookie", "sid=session-7f3a; Path=/"}, {"set-cookie", "seen=1"}},
                               .body = "1 session-7f3a"};
  verdict.exchanges = {exchange};
  TransportOptions route;
  route.base_url = "http://127.0.0.1:1";
  redact(verdict, Redactor{}, route);
  EXPECT_EQ(verdict.outcome.reason, "because of $COOKIE, and 1");
  EXPECT_EQ(response_of(verdict.exchanges[0])->body, "1 $COOKIE");
  EXPECT_EQ(verdict.exchanges[0].request.body, "$COOKIE");
  EXPECT_EQ(verdict.exchanges[0].curl.find("session-7f3a"), std::string::npos) << verdict.exchanges[0].curl;
}

}  // namespace
}  // namespace conform::test
