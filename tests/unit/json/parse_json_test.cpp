#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/gate.hpp"
#include "json/parse.hpp"

namespace conform {
namespace {

using nlohmann::json;
using namespace std::string_literals;
using namespace std::string_view_literals;

json parsed(std::string_view text, const JsonLimits& limits = {}) {
  auto value = parse_json(text, limits);
  EXPECT_TRUE(value) << text << ": " << (value ? "" : plain(value.error().message));
  return value ? *value : json("refused");
}

JsonError refused(std::string_view text, const JsonLimits& limits = {}) {
  auto value = parse_json(text, limits);
  EXPECT_FALSE(value) << text;
  return value ? JsonError{} : value.error();
}

TEST(ParseJson, ReadsEachKindOfValue) {
  EXPECT_EQ(parsed("null"), json(nullptr));
  EXPECT_EQ(parsed("true"), json(true));
  EXPECT_EQ(parsed("false"), json(false));
  EXPECT_EQ(parsed(" [1, -2, 2.5e1, \"x\", {}, []] \r\n\t"), (json{1, -2, 25.0, "x", json::object(), json::array()}));
  EXPECT_EQ(parsed(R"({"a": {"b": [true]}, "": 0})"), (json{{"a", {{"b", json::array({true})}}}, {"", 0}}));
}

TEST(ParseJson, KeepsIntegersOf64BitsExactly) {
  EXPECT_EQ(parsed("18446744073709551615").get<std::uint64_t>(), 18446744073709551615U);
  EXPECT_EQ(parsed("-9223372036854775808").get<std::int64_t>(), std::numeric_limits<std::int64_t>::min());
  EXPECT_TRUE(parsed("9007199254740993").is_number_unsigned());
}

TEST(ParseJson, TurnsLongerIntegersIntoTheNearestDouble) {
  EXPECT_EQ(parsed("18446744073709551616").get<double>(), 18446744073709551616.0);
  EXPECT_EQ(parsed("-9223372036854775809").get<double>(), -9223372036854775808.0);
}

TEST(ParseJson, ReadsTheSmallestAndTheGreatestDouble) {
  EXPECT_EQ(parsed("5e-324").get<double>(), 5e-324);
  EXPECT_EQ(parsed("1.7976931348623157e308").get<double>(), 1.7976931348623157e308);
  EXPECT_EQ(parsed("0e999").get<double>(), 0.0);
}

TEST(ParseJson, RefusesNumbersThatNoDoubleHolds) {
  EXPECT_EQ(refused("1e400").message, "number 1e400 is beyond the range of a double");
  EXPECT_EQ(refused("[-1e400]").pointer, "/0");
  EXPECT_EQ(refused("0.001e400").message, "number 0.001e400 is beyond the range of a double");
  EXPECT_EQ(refused("1e99999999999999999999").message, "number 1e99999999999999999999 is beyond the range of a double");
  EXPECT_EQ(plain(refused(std::string(400, '9')).message),
            "number " + std::string(40, '9') + "… is beyond the range of a double");
}

TEST(ParseJson, TakesNumbersTooSmallForADoubleForZero) {
  const std::string zeros(400, '0');
  for (const std::string& text : {"1e-400"s, "1000e-400"s, "0.001E-350"s, "1e-99999999999999999999"s,
                                  "0." + zeros + "1", "1" + zeros + "e-800"}) {
    const json value = parsed(text);
    EXPECT_TRUE(value.is_number_float()) << text;
    EXPECT_EQ(value, json(0.0)) << text;
  }
  EXPECT_TRUE(std::signbit(parsed("-1e-400").get<double>()));
}

TEST(ParseJson, TellsItsOwnLimitsFromWhatIsNoJson) {
  EXPECT_TRUE(refused("1e400").limit);
  EXPECT_TRUE(refused("[[1]]", {.max_depth = 1}).limit);
  EXPECT_TRUE(refused("[1, 2]", {.max_values = 2}).limit);
  EXPECT_TRUE(refused("\"abcd\"", {.max_bytes = 5}).limit);
  for (const char* text : {"", "[", "01", "{\"a\": 1, \"a\": 2}", "NaN", "\"\\ud800\""})
    EXPECT_FALSE(refused(text).limit) << text;
}

TEST(ParseJson, DecodesEscapes) {
  EXPECT_EQ(parsed(R"("\"\\\/\b\f\n\r\t")"), json("\"\\/\b\f\n\r\t"));
  EXPECT_EQ(parsed(R"("\u0041\u00e9\u20AC\ud83d\ude00\u0000")"), json(std::string{"Aé€😀\0"sv}));
}

TEST(ParseJson, RefusesBrokenStrings) {
  EXPECT_EQ(refused(R"("\ud800")").message, "lone surrogate in a string");
  EXPECT_EQ(refused(R"("\udc00")").message, "lone surrogate in a string");
  EXPECT_EQ(refused(R"("\ud800\ud800")").message, "lone surrogate in a string");
  EXPECT_EQ(refused(R"("\ud800\n")").message, "lone surrogate in a string");
  EXPECT_EQ(refused(R"("\ud800x")").message, "lone surrogate in a string");
  EXPECT_EQ(refused(R"("\u12g4")").message, "expected four hexadecimal digits after \\u");
  EXPECT_EQ(refused(R"("\u12)").message, "expected four hexadecimal digits after \\u");
  EXPECT_EQ(refused(R"("\x41")").message, "unknown escape: \\ before 'x'");
  EXPECT_EQ(refused("\"a\nb\"").message, "unescaped control character 0x0A in a string");
  EXPECT_EQ(refused("\"a\0b\""sv).message, "unescaped control character 0x00 in a string");
  EXPECT_EQ(refused("\"\xFF\"").message, "invalid UTF-8 in a string (byte 0xFF)");
  EXPECT_EQ(refused("\"\xED\xA0\x80\"").message, "invalid UTF-8 in a string (byte 0xED)");
  EXPECT_EQ(refused("\"\xC0\xAF\"").message, "invalid UTF-8 in a string (byte 0xC0)");
  EXPECT_EQ(refused("[\"abc").message, "ends inside of a string");
  EXPECT_EQ(refused("\"abc\\").message, "ends inside of a string");
}

TEST(ParseJson, RefusesDuplicateMembersWithThePlaceOfTheSecond) {
  const JsonError error = refused("{\"data\": {\n  \"email\": 1,\n  \"email\": 2}}");
  EXPECT_EQ(error.message, R"(duplicate member "email")");
  EXPECT_EQ(error.pointer, "/data/email");
  EXPECT_EQ(error.line, 3U);
  EXPECT_EQ(error.column, 3U);
  EXPECT_EQ(error.offset, 27U);
}

TEST(ParseJson, TakesTheLastOfDuplicateMembersWhereTheyAreNoted) {
  std::optional<JsonError> duplicate;
  EXPECT_EQ(
      parsed("{\"a\": {\"b\": 1},\n \"a\": [2], \"c\": 3, \"c\": {\"d\": 4, \"d\": 5}}", {.duplicate = &duplicate}),
      json({{"a", json::array({2})}, {"c", {{"d", 5}}}}));
  ASSERT_TRUE(duplicate) << "the first one is noted";
  EXPECT_EQ(duplicate->message, R"(duplicate member "a")");
  EXPECT_EQ(duplicate->line, 2U);
  EXPECT_EQ(duplicate->column, 2U);
  EXPECT_FALSE(duplicate->limit);
}

TEST(ParseJson, NotesNoDuplicateWhereThereIsNone) {
  std::optional<JsonError> duplicate;
  EXPECT_EQ(parsed(R"({"a": {"b": 1}, "b": {"a": 2}})", {.duplicate = &duplicate}),
            json::parse(R"({"a": {"b": 1}, "b": {"a": 2}})"));
  EXPECT_FALSE(duplicate);
  EXPECT_EQ(refused(R"({"a": 1, "a": x})", {.duplicate = &duplicate}).pointer, "/a") << "other errors stay errors";
}

TEST(ParseJson, SeesDuplicatesThroughEscapes) { EXPECT_EQ(refused(R"({"a": 1, "\u0061": 2})").pointer, "/a"); }

TEST(ParseJson, EscapesThePointerOfAnError) { EXPECT_EQ(refused(R"({"a/b~": [0, x]})").pointer, "/a~1b~0/1"); }

TEST(ParseJson, RefusesWhatComesAfterTheValue) {
  EXPECT_EQ(refused("{} {}").message, "text after the end of the value");
  EXPECT_EQ(refused("1 2").column, 3U);
  EXPECT_EQ(refused("[1]]").message, "text after the end of the value");
  EXPECT_EQ(refused("null\0"sv).message, "text after the end of the value");
}

TEST(ParseJson, RefusesTextsWithoutAValue) {
  EXPECT_EQ(refused("").message, "empty");
  EXPECT_EQ(refused(" \n ").message, "no value in it");
  EXPECT_EQ(refused("\xEF\xBB\xBF{}").message, "starts with a byte order mark");
  EXPECT_EQ(refused("\xFF\xFE{").message, "unexpected byte 0xFF");
}

TEST(ParseJson, RefusesWhatIsNoJson) {
  EXPECT_EQ(refused("NaN").message, "NaN is not a JSON number");
  EXPECT_EQ(refused("[Infinity]").message, "Infinity is not a JSON number");
  EXPECT_EQ(refused("-Infinity").message, "-Infinity is not a JSON number");
  EXPECT_EQ(refused("True").message, "unexpected \"True\"");
  EXPECT_EQ(refused("nul").message, "unexpected \"nul\"");
  EXPECT_EQ(refused("None").message, "unexpected \"None\"");
  EXPECT_EQ(refused("SECRETTOKEN").message, "unexpected text (a string needs quotes)");
  EXPECT_EQ(refused("'a'").message, "unexpected '''");
  EXPECT_EQ(refused("<html>").message, "unexpected '<'");
  EXPECT_EQ(refused("[1,]").message, "comma before the end of the array");
  EXPECT_EQ(refused(R"({"a": 1,})").message, "comma before the end of the object");
  EXPECT_EQ(refused("[,1]").message, "unexpected ','");
  EXPECT_EQ(refused("[1 2]").message, "expected , or ]");
  EXPECT_EQ(refused("[1}").message, "expected , or ]");
  EXPECT_EQ(refused(R"({"a" 1})").message, "expected : after the member name");
  EXPECT_EQ(refused("{a: 1}").message, "expected a member name in double quotes");
  EXPECT_EQ(refused(R"({"a": 1 "b": 2})").message, "expected , or }");
  EXPECT_EQ(refused("[1").message, "ends inside of an array");
  EXPECT_EQ(refused(R"({"a": )").message, "ends where a value should be");
  EXPECT_EQ(refused(R"({"a": 1)").message, "ends inside of an object");
  EXPECT_EQ(refused("]").message, "unexpected ']'");
}

TEST(ParseJson, RefusesNumbersOutsideOfTheGrammar) {
  EXPECT_EQ(refused("01").message, "number with a leading zero");
  EXPECT_EQ(refused("-01").message, "number with a leading zero");
  EXPECT_EQ(refused("-").message, "expected a digit after -");
  EXPECT_EQ(refused("1.").message, "expected a digit after the decimal point");
  EXPECT_EQ(refused("1.e5").message, "expected a digit after the decimal point");
  EXPECT_EQ(refused("1e").message, "expected a digit in the exponent");
  EXPECT_EQ(refused("1e+").message, "expected a digit in the exponent");
  EXPECT_EQ(refused("+1").message, "unexpected '+'");
  EXPECT_EQ(refused(".5").message, "unexpected '.'");
  EXPECT_EQ(refused("0x10").message, "text after the end of the value");
}

TEST(ParseJson, RefusesCommentsUnlessAllowed) {
  const std::string_view text = "// head\n{ /* a\n b */ \"a\": 1 // end\n}\n// after";
  EXPECT_EQ(refused(text).message, "comments are not allowed here");
  EXPECT_EQ(parsed(text, {.comments = true}), (json{{"a", 1}}));
  EXPECT_EQ(refused("/* x", {.comments = true}).message, "comment without an end");
  EXPECT_EQ(refused("/*/ 1", {.comments = true}).message, "comment without an end");
  EXPECT_EQ(refused("1 / 2", {.comments = true}).message, "unexpected /");
  EXPECT_EQ(refused("1 // \xFF", {.comments = true}).message, "invalid UTF-8 in a comment");
}

TEST(ParseJson, RefusesMoreBytesThanAllowed) {
  EXPECT_EQ(parsed("\"abc\"", {.max_bytes = 5}), json("abc"));
  EXPECT_EQ(refused("\"abcd\"", {.max_bytes = 5}).message, "longer than 5 bytes");
}

TEST(ParseJson, RefusesMoreLevelsThanAllowed) {
  EXPECT_EQ(parsed("[[1]]", {.max_depth = 2}), (json::array({json::array({1})})));
  EXPECT_EQ(refused("[[[1]]]", {.max_depth = 2}).message, "nested deeper than 2 levels");
  EXPECT_EQ(refused(R"([{"a": {}}])", {.max_depth = 2}).pointer, "/0/a");
  EXPECT_EQ(refused("[]", {.max_depth = 0}).message, "nested deeper than 0 levels");
  EXPECT_EQ(parsed("1", {.max_depth = 0}), json(1));
  EXPECT_EQ(parsed("[[1],[2],[[3]]]", {.max_depth = 3}).size(), 3U);
}

TEST(ParseJson, CountsLinesAndBytes) {
  const JsonError error = refused("{\r\n  \"é\": 1,\r\n  \"ü\": x\r\n}");
  EXPECT_EQ(error.line, 3U);
  EXPECT_EQ(error.column, 9U);
  EXPECT_EQ(error.pointer, "/ü");
}

TEST(ParseJson, NotesWhereValuesBegin) {
  JsonLines lines;
  ASSERT_TRUE(parse_json("// head\n{\n \"a\": 1,\n \"b\": [\n  true, /* \n */ {\"c/d\":\n null}\n ]\n}",
                         {.comments = true}, &lines));
  const JsonLines expected{{"", 2}, {"/a", 3}, {"/b", 4}, {"/b/0", 5}, {"/b/1", 6}, {"/b/1/c~1d", 7}};
  EXPECT_EQ(lines, expected);
}

TEST(ParseJson, NotesNoValuesDeeperThanAsked) {
  JsonLines lines;
  ASSERT_TRUE(parse_json("{\n\"a\": [\n1,\n[\n2]],\n\"b\": 3}", {}, &lines, 1));
  EXPECT_EQ(lines, (JsonLines{{"", 1}, {"/a", 2}, {"/b", 6}}));
}

TEST(ParseJson, KnowsWhereAnErrorIsHoweverDeep) {
  JsonLines lines;
  const auto result = parse_json(R"({"a": [1, {"b": [2, x]}]})", {}, &lines, 1);
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().pointer, "/a/1/b/1");
}

}  // namespace
}  // namespace conform
