#include "json/compare.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "json/text.hpp"

namespace conform {
namespace {

using nlohmann::json;

json parsed(const char* text) { return json::parse(text); }

TEST(EqualJson, KnowsOneNumberType) {
  EXPECT_TRUE(equal_json(parsed("18"), parsed("18.0")));
  EXPECT_TRUE(equal_json(parsed("18"), parsed("1.8e1")));
  EXPECT_TRUE(equal_json(parsed("0"), parsed("-0.0")));
  EXPECT_FALSE(equal_json(parsed("18"), parsed("18.5")));
  EXPECT_FALSE(equal_json(parsed("-18"), parsed("18")));
}

TEST(EqualJson, DoesNotRoundBigIntegers) {
  EXPECT_TRUE(equal_json(parsed("9007199254740992"), parsed("9007199254740992.0")));
  EXPECT_FALSE(equal_json(parsed("9007199254740993"), parsed("9007199254740992.0")));
  EXPECT_FALSE(equal_json(parsed("18446744073709551615"), parsed("18446744073709551616")));
  EXPECT_FALSE(equal_json(parsed("18446744073709551615"), parsed("-1")));
  EXPECT_TRUE(equal_json(parsed("9223372036854775808"), parsed("9223372036854775808.0")));
  EXPECT_TRUE(equal_json(parsed("-9223372036854775808"), parsed("-9223372036854775808.0")));
}

TEST(EqualJson, ComparesDeeplyWhateverTheOrderOfMembers) {
  EXPECT_TRUE(
      equal_json(parsed(R"({"a": [1, {"b": 2.0}], "c": null})"), parsed(R"({"c": null, "a": [1.0, {"b": 2}]})")));
  EXPECT_FALSE(equal_json(parsed("[1, 2]"), parsed("[2, 1]")));
  EXPECT_FALSE(equal_json(parsed(R"({"a": 1})"), parsed(R"({"a": 1, "b": 1})")));
  EXPECT_FALSE(equal_json(parsed(R"({"a": 1})"), parsed(R"({"b": 1})")));
}

TEST(EqualJson, KeepsTypesApart) {
  const json values[] = {nullptr, false, 0, "", json::array(), json::object()};
  for (const json& a : values) {
    for (const json& b : values) EXPECT_EQ(equal_json(a, b), &a == &b) << a << " and " << b;
  }
  EXPECT_FALSE(equal_json(true, 1));
  EXPECT_FALSE(equal_json("1", 1));
}

TEST(CompareNumbers, PutsNumbersOfAllKindsInOrder) {
  const char* ascending[] = {"-1e300",
                             "-9223372036854775809",
                             "-9223372036854775808",
                             "-9007199254740993",
                             "-9007199254740992.0",
                             "-1.5",
                             "-1",
                             "-0.5",
                             "0",
                             "1e-300",
                             "0.5",
                             "1",
                             "1.5",
                             "9007199254740992.0",
                             "9007199254740993",
                             "9223372036854775807",
                             "9223372036854775808",
                             "18446744073709551615",
                             "18446744073709551616",
                             "1e300"};
  // The second value is the double below it: -9223372036854775809 is not a 64-bit integer and rounds to the third.
  for (std::size_t a = 0; a < std::size(ascending); ++a) {
    for (std::size_t b = a + 1; b < std::size(ascending); ++b) {
      if (a == 1 && b == 2) continue;
      EXPECT_LT(compare_numbers(parsed(ascending[a]), parsed(ascending[b])), 0) << ascending[a] << ' ' << ascending[b];
      EXPECT_GT(compare_numbers(parsed(ascending[b]), parsed(ascending[a])), 0) << ascending[a] << ' ' << ascending[b];
    }
  }
}

TEST(CompareNumbers, PutsWhatIsNoNumberFirst) {
  const json nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_LT(compare_numbers(nan, -1e300), 0);
  EXPECT_GT(compare_numbers(0, nan), 0);
  EXPECT_EQ(compare_numbers(nan, nan), 0);
}

TEST(IsIntegral, AsksForTheValueNotTheSpelling) {
  for (const char* text : {"0", "-7", "1.0", "-0.0", "1e2", "18446744073709551616", "1e300"})
    EXPECT_TRUE(is_integral(parsed(text))) << text;
  for (const char* text : {"0.5", "-1.25", "1e-3", "\"1\"", "true", "null"})
    EXPECT_FALSE(is_integral(parsed(text))) << text;
  EXPECT_FALSE(is_integral(std::numeric_limits<double>::infinity()));
}

}  // namespace
}  // namespace conform
