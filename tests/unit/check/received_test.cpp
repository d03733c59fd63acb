#include "check/received.hpp"

#include <gtest/gtest.h>

namespace conform {
namespace {

Answer answered(std::string body) {
  return Response{.status = 200, .reason = {}, .headers = {}, .body = std::move(body)};
}

TEST(Receive, ParsesABody) {
  const Answer answer = answered(R"({"a": 1})");
  const Received received = receive(answer);
  ASSERT_NE(received.response, nullptr);
  EXPECT_EQ(received.document, nlohmann::json({{"a", 1}}));
  EXPECT_FALSE(received.json_error.has_value());
}

TEST(Receive, KnowsNullFromNothing) {
  const Answer null = answered("null");
  EXPECT_EQ(receive(null).document, nlohmann::json(nullptr));
  const Answer nothing = answered("");
  EXPECT_FALSE(receive(nothing).document.has_value());
  EXPECT_FALSE(receive(nothing).json_error.has_value());
}

TEST(Receive, TellsWhyABodyIsNoJson) {
  const Answer answer = answered("{\n  x}");
  const Received received = receive(answer);
  EXPECT_FALSE(received.document.has_value());
  ASSERT_TRUE(received.json_error.has_value());
  EXPECT_EQ(received.json_error->line, 2U);
}

TEST(Receive, AllowsNoComments) {
  const Answer answer = answered("{} // none");
  EXPECT_TRUE(receive(answer).json_error.has_value());
}

TEST(Receive, HasNoResponseWhenThereIsNone) {
  const Answer answer =
      NoResponse{.trouble = Trouble::closed, .detail = {}, .partial = std::get<Response>(answered("{}"))};
  const Received received = receive(answer);
  EXPECT_EQ(received.response, nullptr);
  EXPECT_FALSE(received.document.has_value());
}

// Eight megabytes of body hold millions of values, each of them many times as large as its text.
TEST(Received, OfManyValuesIsBeyondALimitOfOurs) {
  std::string zeros = "[";
  for (int i = 0; i < 100'000; ++i) zeros += "0,";
  const Answer answer = Response{.status = 200, .reason = {}, .headers = {}, .body = zeros + "0]"};
  const Received received = receive(answer);
  EXPECT_FALSE(received.document);
  EXPECT_FALSE(received.json_error) << "it is JSON all the same";
  EXPECT_EQ(received.beyond, "more than 100000 values");
}

TEST(Received, BeyondALimitSaysWhichOne) {
  EXPECT_EQ(receive(answered(std::string(300, '[') + std::string(300, ']'))).beyond, "nested deeper than 256 levels");
  EXPECT_EQ(receive(answered("[1e400]")).beyond, "number 1e400 is beyond the range of a double");
  EXPECT_EQ(receive(answered("[1e-400, -1e-400]")).document, nlohmann::json({0.0, -0.0}));
}

TEST(Received, WithTwoMembersOfOneNameHasTheLast) {
  const Answer answer = answered(R"({"a": 1, "b": 2, "a": 3, "b": 4})");
  const Received received = receive(answer);
  EXPECT_EQ(received.document, nlohmann::json({{"a", 3}, {"b", 4}}));
  ASSERT_TRUE(received.duplicate);
  EXPECT_EQ(received.duplicate->message, R"(duplicate member "a")");
  EXPECT_EQ(received.duplicate->column, 18U);
}

}  // namespace
}  // namespace conform
