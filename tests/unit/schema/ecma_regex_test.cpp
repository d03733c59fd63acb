#include "schema/ecma_regex.hpp"

#include <gtest/gtest.h>

#include "schema/formats.hpp"
#include "schema/pattern.hpp"

namespace conform {
namespace {

TEST(EcmaRegex, IsChangedOnlyWhereRe2SpellsItInAnotherWay) {
  EXPECT_EQ(translate_ecma_regex("^[a-z0-9]+(?:-é){1,2}$")->re2, "^[a-z0-9]+(?:-é){1,2}$");
  EXPECT_EQ(translate_ecma_regex("(a)(?<name>c)\\/")->re2, "(a)(?:c)\\x{2f}");
  EXPECT_EQ(translate_ecma_regex("[^][][[:alpha:]]")->re2, "[\\x{0}-\\x{10ffff}][^\\x{0}-\\x{10ffff}][\\[:alpha:]]");
  EXPECT_EQ(translate_ecma_regex("\\u00e9\\ud83d\\udc32\\cA\\0[\\b]")->re2, "\\x{e9}\\x{1f432}\\x{1}\\x{0}[\\x{8}]");
  EXPECT_EQ(translate_ecma_regex("\\p{Script=Greek}\\P{gc=Lu}")->re2, "\\p{Greek}\\P{Lu}");
}

TEST(EcmaRegex, IsRefusedWhenItIsNotOne) {
  for (const char* pattern :
       {"(",       "a)",     "(?",      "[a",       "[\\",    "*",           "a**",    "(+a)",     "a|?",
        "a{2}{3}", "a{3,2}", "\\",      "\\a",      "\\Z",    "\\A",         "\\z",    "\\Q.\\E",  "\\C",
        "\\c1",    "\\01",   "\\x1",    "\\x{41}",  "\\u123", "\\u{110000}", "\\u{}",  "\\ud800",  "\\p",
        "\\pL",    "\\p{",   "\\p{^L}", "\\p{a b}", "[b-a]",  "(?<1a>b)",    "(?<>b)", "(?P<a>b)", "(?i)a",
        "(?#a)b",  "\\k",    "[\\1]",   "(?=a",     "\xFF"}) {
    EXPECT_FALSE(is_regex(pattern)) << pattern;
    const auto compiled = Pattern::compile(pattern);
    ASSERT_FALSE(compiled) << pattern;
    EXPECT_TRUE(compiled.error().starts_with("no regular expression: ")) << pattern << ": " << compiled.error();
  }
}

TEST(EcmaRegex, IsNotSupportedWhereMatchingWouldNotBeLinear) {
  const std::pair<const char*, const char*> cases[] = {{"a(?=b)", "lookahead"},
                                                       {"a(?!b)", "lookahead"},
                                                       {"(?<=a)b", "lookbehind"},
                                                       {"(?<!a)b", "lookbehind"},
                                                       {"(a)\\1", "backreference"},
                                                       {"(?<n>a)\\k<n>+", "backreference"},
                                                       {"[\\p{Letter}]", "property \\p{Letter}"},
                                                       {"\\P{LC}", "property \\p{LC}"}};
  for (const auto& [pattern, what] : cases) {
    EXPECT_TRUE(is_regex(pattern)) << pattern;
    const auto compiled = Pattern::compile(pattern);
    ASSERT_FALSE(compiled) << pattern;
    EXPECT_EQ(compiled.error(), std::string{"not supported in patterns: "} + what) << pattern;
  }
}

TEST(EcmaRegex, OfAnySizeIsReadSoon) {
  for (const std::string& part : {std::string{"("}, std::string{"(a|"}, std::string{"[a"}, std::string{"a{1000}"}}) {
    std::string pattern;
    while (pattern.size() < 200'000) pattern += part;
    EXPECT_FALSE(Pattern::compile(pattern)) << part;
  }
}

}  // namespace
}  // namespace conform
