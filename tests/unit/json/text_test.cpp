#include "json/text.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "base/gate.hpp"
#include "base/utf8.hpp"

namespace conform {
namespace {

std::string shown_clipped(const nlohmann::json& value, std::size_t limit = 200) { return plain(clipped(value, limit)); }

using nlohmann::json;

TEST(Clipped, IsTheValueOnOneLineWhenItFits) {
  EXPECT_EQ(shown_clipped(json::parse(R"({"b": [1, 2.5, null], "a": "x\ny"})")), R"({"a":"x\ny","b":[1,2.5,null]})");
  EXPECT_EQ(shown_clipped(json("abc"), 5), R"("abc")");
}

TEST(Clipped, CutsAndTellsTheWholeLength) { EXPECT_EQ(shown_clipped(json("abcdef"), 4), R"("abc… (8 bytes))"); }

TEST(Clipped, CutsBetweenCharacters) {
  EXPECT_EQ(shown_clipped(json("éé"), 2), "\"… (6 bytes)");
  EXPECT_EQ(shown_clipped(json("éé"), 3), "\"é… (6 bytes)");
  EXPECT_EQ(shown_clipped(json("😀"), 4), "\"… (6 bytes)");
}

TEST(Clipped, ReplacesInvalidUtf8) {
  const std::string text = shown_clipped(json("a\xFFz"));
  EXPECT_EQ(text, "\"a\xEF\xBF\xBDz\"");
  EXPECT_TRUE(is_utf8(shown_clipped(json("\xF0\x9F"), 3)));
}

TEST(Clipped, EscapesWhatWouldBreakOrTurnALine) {
  EXPECT_EQ(shown_clipped(json("\x1B[2J\x7F\r\n")), R"("\u001b[2J\u007f\r\n")");
  EXPECT_EQ(shown_clipped(json("\u0085\u2028\u2029\u202E\u2066\uFEFF")), R"("\u0085\u2028\u2029\u202e\u2066\ufeff")");
}

TEST(Clipped, SurvivesAMegabyteAndAZeroLimit) {
  EXPECT_LT(shown_clipped(json(std::string(1U << 20U, 'x'))).size(), 250U);
  EXPECT_EQ(shown_clipped(json(12), 0), "… (2 bytes)");
}

TEST(TypeName, NamesTheTypesOfJsonSchema) {
  EXPECT_EQ(type_name(nullptr), "null");
  EXPECT_EQ(type_name(true), "boolean");
  EXPECT_EQ(type_name(3), "integer");
  EXPECT_EQ(type_name(3U), "integer");
  EXPECT_EQ(type_name(3.0), "integer");
  EXPECT_EQ(type_name(3.5), "number");
  EXPECT_EQ(type_name("x"), "string");
  EXPECT_EQ(type_name(json::array()), "array");
  EXPECT_EQ(type_name(json::object()), "object");
}

}  // namespace
}  // namespace conform
