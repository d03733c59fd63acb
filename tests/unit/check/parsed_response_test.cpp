#include "check/parsed_response.hpp"

#include <gtest/gtest.h>

namespace conform {
namespace {

ResponseOrError response_with(std::string body) {
  return Response{.status = 200, .reason = {}, .headers = {}, .body = std::move(body)};
}

TEST(Receive, ParsesABody) {
  const ResponseOrError response = response_with(R"({"a": 1})");
  const ParsedResponse parsed = parse_response(response);
  ASSERT_NE(parsed.response, nullptr);
  EXPECT_EQ(parsed.document, nlohmann::json({{"a", 1}}));
  EXPECT_FALSE(parsed.json_error.has_value());
}

TEST(Receive, KnowsNullFromNothing) {
  const ResponseOrError null = response_with("null");
  EXPECT_EQ(parse_response(null).document, nlohmann::json(nullptr));
  const ResponseOrError nothing = response_with("");
  EXPECT_FALSE(parse_response(nothing).document.has_value());
  EXPECT_FALSE(parse_response(nothing).json_error.has_value());
}

TEST(Receive, TellsWhyABodyIsNoJson) {
  const ResponseOrError response = response_with("{\n  x}");
  const ParsedResponse parsed = parse_response(response);
  EXPECT_FALSE(parsed.document.has_value());
  ASSERT_TRUE(parsed.json_error.has_value());
  EXPECT_EQ(parsed.json_error->line, 2U);
}

TEST(Receive, AllowsNoComments) {
  const ResponseOrError response = response_with("{} // none");
  EXPECT_TRUE(parse_response(response).json_error.has_value());
}

TEST(Receive, HasNoResponseWhenThereIsNone) {
  const ResponseOrError response = TransportError{
      .kind = TransportErrorKind::closed, .detail = {}, .partial = std::get<Response>(response_with("{}"))};
  const ParsedResponse parsed = parse_response(response);
  EXPECT_EQ(parsed.response, nullptr);
  EXPECT_FALSE(parsed.document.has_value());
}

// Eight megabytes of body hold millions of values, each of them many times as large as its text.
TEST(ParsedResponse, OfManyValuesIsBeyondALimitOfOurs) {
  std::string zeros = "[";
  for (int i = 0; i < 100'000; ++i) zeros += "0,";
  const ResponseOrError response = Response{.status = 200, .reason = {}, .headers = {}, .body = zeros + "0]"};
  const ParsedResponse parsed = parse_response(response);
  EXPECT_FALSE(parsed.document);
  EXPECT_FALSE(parsed.json_error) << "it is JSON all the same";
  EXPECT_EQ(parsed.beyond, "more than 100000 values");
}

TEST(ParsedResponse, BeyondALimitSaysWhichOne) {
  EXPECT_EQ(parse_response(response_with(std::string(300, '[') + std::string(300, ']'))).beyond,
            "nested deeper than 256 levels");
  EXPECT_EQ(parse_response(response_with("[1e400]")).beyond, "number 1e400 is beyond the range of a double");
  EXPECT_EQ(parse_response(response_with("[1e-400, -1e-400]")).document, nlohmann::json({0.0, -0.0}));
}

TEST(ParsedResponse, WithTwoMembersOfOneNameHasTheLast) {
  const ResponseOrError response = response_with(R"({"a": 1, "b": 2, "a": 3, "b": 4})");
  const ParsedResponse parsed = parse_response(response);
  EXPECT_EQ(parsed.document, nlohmann::json({{"a", 3}, {"b", 4}}));
  ASSERT_TRUE(parsed.duplicate);
  EXPECT_EQ(parsed.duplicate->message, R"(duplicate member "a")");
  EXPECT_EQ(parsed.duplicate->column, 18U);
}

}  // namespace
}  // namespace conform
