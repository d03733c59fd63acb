#include "json/exact.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/gate.hpp"

namespace conform::test {
namespace {

using nlohmann::json;

std::string again(const std::string& text) {
  const auto value = parse_exact(text);
  return value ? exact_text(*value) : "error: " + plain(value.error().message);
}

json value_of(const std::string& text) { return by_value(*parse_exact(text)); }

TEST(ExactJson, KeepsTheTextOfEveryNumber) {
  for (const std::string number : {"12345678901234567890123", "18446744073709551617", "9007199254740993.0", "18.50",
                                   "0.1000000000000000055511151231257827", "1E2", "-0", "1e400", "0e-5", "7"}) {
    EXPECT_EQ(again(number), number);
    EXPECT_EQ(again(R"({"a":[)" + number + R"(,{"b":)" + number + "}]}"),
              R"({"a":[)" + number + R"(,{"b":)" + number + "}]}");
  }
}

TEST(ExactJson, KeepsStringsWithLoneSurrogates) {
  for (const std::string text : {R"("\ud800")", R"("a\uDC00b")", R"("\ud800\u0041")", R"("\ud800\ud800\udc00")"})
    EXPECT_EQ(again(text), text);
  EXPECT_EQ(again(R"("\ud83d\ude00")"), "\"😀\"") << "a pair is a character like any";
}

TEST(ExactJson, IsAsStrictAsTheOtherParser) {
  for (const std::string text : {"01", "1.", "-", "NaN", R"({"a":1,"a":2})", R"({"\ud800":1})", "[1,]", "\"\xff\""})
    EXPECT_TRUE(again(text).starts_with("error: ")) << text;
}

TEST(ExactJson, ComparesNumbersByValueWithoutRounding) {
  for (const std::string same : {"18.50", "18.5", "185e-1", "0.185E+2", "18.500000"})
    EXPECT_EQ(value_of(same), value_of("18.5")) << same;
  EXPECT_EQ(value_of("1E2"), value_of("100.0"));
  EXPECT_EQ(value_of("-0"), value_of("0.000"));
  EXPECT_NE(value_of("12345678901234567890123"), value_of("12345678901234567890124"));
  EXPECT_NE(value_of("1e400"), value_of("1e401"));
  EXPECT_NE(value_of("1"), value_of("-1"));
  EXPECT_NE(value_of("1"), value_of(R"("1")")) << "a text is not a number";
  EXPECT_NE(value_of("1e99999999999999999999"), value_of("1e99999999999999999998"));
  EXPECT_EQ(by_value(json(18.5)), value_of("18.50"));
  EXPECT_EQ(by_value(json{{"a", {1, 2}}}), value_of(R"({"a":[1.0,2e0]})"));
}

}  // namespace
}  // namespace conform::test
