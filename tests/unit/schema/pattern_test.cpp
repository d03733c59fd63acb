#include "schema/pattern.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace conform {
namespace {

using namespace std::string_literals;

struct Row {
  std::string pattern;
  std::vector<std::string> found;
  std::vector<std::string> missed;
};

void expect_rows(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    const auto pattern = Pattern::compile(row.pattern);
    ASSERT_TRUE(pattern) << row.pattern << ": " << pattern.error();
    EXPECT_EQ(pattern->source(), row.pattern);
    for (const std::string& text : row.found) EXPECT_TRUE(pattern->found_in(text)) << row.pattern << " in " << text;
    for (const std::string& text : row.missed) EXPECT_FALSE(pattern->found_in(text)) << row.pattern << " in " << text;
  }
}

TEST(Pattern, IsNotAnchored) { expect_rows({{"b", {"b", "abc"}, {"", "ac"}}, {"", {"", "x"}, {}}}); }

TEST(Pattern, AnchorsAtTheEndsOfTheTextNotOfLines) {
  expect_rows({{"^a$", {"a"}, {"a\n", "\na", "b\na\nc", "ab"}}, {"^$", {""}, {"\n"}}});
}

TEST(Pattern, TakesADotForAnyCharacterButLineEnds) {
  expect_rows({{"^.$", {"a", "é", "😀", "\0"s, "\u0085"}, {"", "ab", "\n", "\r", "\u2028", "\u2029"}}});
}

TEST(Pattern, TakesDigitsAndWordsForAscii) {
  expect_rows({{"^\\d$", {"0", "9"}, {"a", "\u0660"}},
               {"^\\D$", {"a", "\u0660"}, {"0"}},
               {"^\\w$", {"a", "Z", "5", "_"}, {"é", "-"}},
               {"^\\W$", {"é", "-"}, {"a", "_"}},
               {"^[\\d\\-x]+$", {"1-x"}, {"y"}},
               {"^[^\\w]$", {"é"}, {"a"}},
               {"^[\\D]$", {"a"}, {"1"}}});
}

TEST(Pattern, TakesWhiteSpaceForUnicodes) {
  expect_rows({{"^\\s$", {" ", "\t", "\v", "\n", "\u00A0", "\u2028", "\u3000", "\uFEFF"}, {"a", "\u200B"}},
               {"^\\S$", {"a", "é", "\u200B", "\0"s}, {" ", "\v", "\u00A0", "\u3000"}},
               {"^[\\s]$", {"\u00A0"}, {"a"}},
               {"^[\\S]$", {"a"}, {"\u00A0"}},
               {"^[^\\S]$", {"\u00A0"}, {"a"}}});
}

TEST(Pattern, KnowsEscapes) {
  expect_rows({{"^\\/\\.\\-\\$\\{\\}$", {"/.-${}"}, {"/x-${}"}},
               {"^\\t\\n\\v\\f\\r\\0\\cJ\\x41\\u00e9$", {"\t\n\v\f\r\0\nAé"s}, {}},
               {"^\\ud83d\\ude00\\u{1F600}$", {"😀😀"}, {"😀"}},
               {"\\bfoo\\b", {"a foo b"}, {"afoo"}},
               {"\\Bo", {"foo"}, {"o"}},
               {"^[\\b]$", {"\b"}, {"b"}}});
}

TEST(Pattern, KnowsClasses) {
  expect_rows({{"^[]$", {}, {"", "a"}},
               {"^[^]$", {"a", "\n"}, {""}},
               {"^[a-c]+$", {"abc"}, {"d"}},
               {"^[-a]+$", {"-a"}, {"b"}},
               {"^[a-]+$", {"-a"}, {"b"}},
               {"^[[:alpha:]$", {"[", ":", "a"}, {"b"}},
               {"^[^a-c]$", {"d", "é", "\n"}, {"b"}},
               {"^[é-ü]$", {"ö"}, {"a"}},
               {"^[.*+?()|{}$]+$", {".*+?()|{}$"}, {"a"}},
               {"^[\\]\\\\^]+$", {"]\\^"}, {"a"}},
               {"^[\\u0041-\\x43]$", {"B"}, {"D"}}});
}

TEST(Pattern, KnowsUnicodeProperties) {
  expect_rows({{"^\\p{L}+$", {"größe", "日本"}, {"a1"}},
               {"^\\P{Lu}$", {"a"}, {"A"}},
               {"^[\\p{Lu}\\p{Nd}]$", {"A", "5"}, {"a"}},
               {"^\\p{Script=Greek}$", {"λ"}, {"l"}},
               {"^\\p{sc=Latin}$", {"l"}, {"λ"}},
               {"^\\p{General_Category=Nd}$", {"٣"}, {"a"}}});
}

TEST(Pattern, KnowsQuantifiersAndAlternatives) {
  expect_rows({{"^a{2}$", {"aa"}, {"a", "aaa"}},
               {"^a{2,}$", {"aa", "aaaa"}, {"a"}},
               {"^a{2,3}?$", {"aa", "aaa"}, {"aaaa"}},
               {"^(?:a|bc|)$", {"a", "bc", ""}, {"b"}},
               {"^(?<year>[0-9]{4})-(0[1-9]|1[0-2])$", {"2024-12"}, {"2024-13"}},
               {"^a{0}b$", {"b"}, {"ab"}},
               {"^a{002}$", {"aa"}, {"a"}},
               {"^a{,5}{1}b}$", {"a{,5}b}"}, {"ab}"}}});
}

TEST(Pattern, MayNotTakeLongToCompile) {
  std::string classes;
  for (int i = 0; i < 50; ++i) classes += R"([\u0000-\uffff]{1,1000})";
  const auto pattern = Pattern::compile(classes);
  ASSERT_FALSE(pattern);
  EXPECT_EQ(pattern.error(), "not supported in patterns: pattern too large - compile failed");
}

TEST(Pattern, SaysWhatItCannotDo) {
  EXPECT_EQ(Pattern::compile("(?=a)").error(), "not supported in patterns: lookahead");
  EXPECT_EQ(Pattern::compile("(").error().find("no regular expression: "), 0U);
  EXPECT_EQ(Pattern::compile("\\p{Nonsense}").error(), "not supported in patterns: property \\p{Nonsense}");
  EXPECT_FALSE(Pattern::compile("((a{100}){100}){100}"));
}

}  // namespace
}  // namespace conform
