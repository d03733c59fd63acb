// Exchanges that come from nowhere in particular, as a recording has them, are judged without a transport.
#include "check/api_exchange.hpp"

#include <gtest/gtest.h>

#include "check/contract_check.hpp"
#include "unit/check/book.hpp"

namespace conform::test {
namespace {

using nlohmann::json;

const Contract& contract() { return book().contracts.back(); }

Exchange recorded(std::string method, std::string target, ResponseOrError response,
                  std::optional<std::string> body = {}) {
  Exchange made;
  made.request = {.method = std::move(method), .target = std::move(target), .headers = {}, .body = std::move(body)};
  made.response = std::move(response);
  return made;
}

TEST(ApiExchange, OfARecordingKnowsOperationIdAndDocuments) {
  const Exchange exchange = recorded("PATCH", "/users/ab-1?x=y", response(200, user_document().dump()), "{\"a\": 1}");
  const auto made = recognised(exchange, contract());
  ASSERT_TRUE(made);
  EXPECT_EQ(made->operation->id, "updateUser");
  EXPECT_EQ(made->user_id, "ab-1");
  ASSERT_NE(made->sent, nullptr);
  EXPECT_EQ(*made->sent, json({{"a", 1}}));
  EXPECT_EQ(made->status(), 200);
  ASSERT_NE(made->attributes(), nullptr);
  EXPECT_EQ(*made->attributes(), user_document().at("data").at("attributes"));
}

TEST(ApiExchange, OfAttributesHasNoIdInItsPath) {
  const auto made = recognised(recorded("GET", "/attributes", response(200, "{}")), contract());
  ASSERT_TRUE(made);
  EXPECT_EQ(made->operation->id, "getUserAttributes");
  EXPECT_EQ(made->user_id, "");
  EXPECT_EQ(made->sent, nullptr);
}

TEST(ApiExchange, OfAnotherApiIsNotRecognised) {
  EXPECT_FALSE(recognised(recorded("GET", "/vehicles/1", response(200, "{}")), contract()));
}

TEST(ApiExchange, OfARecordingIsJudgedByContractSchemasAndRules) {
  const Exchange exchange = recorded("GET", "/users/" + std::string{some_id}, response(200, "[]"));
  const auto made = recognised(exchange, contract());
  ASSERT_TRUE(made);
  const CheckResult result = check_contract(*made, {.schemas = book().schemas});
  ASSERT_FALSE(result.mismatches.empty());
  EXPECT_EQ(result.mismatches.front().rule, "contract.user");
  Findings findings{book().rules, contract().version};
  findings.add(result, {.operation = made->operation->id});
  EXPECT_TRUE(findings.any_must());
}

}  // namespace
}  // namespace conform::test
