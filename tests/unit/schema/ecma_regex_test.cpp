#include "schema/ecma_regex.hpp"

#include <gtest/gtest.h>

namespace conform {
namespace {

TEST(EcmaRegex, KeepsLettersAndEscapesTheRest) {
  EXPECT_EQ(translate_ecma_regex("aZ0")->re2, "aZ0");
  EXPECT_EQ(translate_ecma_regex("a-_ é")->re2, "a\\x{2d}\\x{5f}\\x{20}\\x{e9}");
}

TEST(EcmaRegex, TurnsGroupsIntoPlainOnes) {
  EXPECT_EQ(translate_ecma_regex("(a)(?:b)(?<name>c)")->re2, "(?:a)(?:b)(?:c)");
}

TEST(EcmaRegex, RefusesWhatIsNoSyntax) {
  const std::pair<const char*, const char*> cases[] = {
      {"(", "( without )"},
      {"a)", ") without ("},
      {"(?", "( without )"},
      {"[a", "[ without ]"},
      {"[\\", "[ without ]"},
      {"*", "nothing to repeat before *"},
      {"a**", "nothing to repeat before *"},
      {"^*", "nothing to repeat before *"},
      {"(+a)", "nothing to repeat before +"},
      {"a|?", "nothing to repeat before ?"},
      {"a{2}{3}", "nothing to repeat before {3}"},
      {"{", "lone { (write \\{)"},
      {"a{,5}", "lone { (write \\{)"},
      {"a{1,2", "lone { (write \\{)"},
      {"a{3,2}", "numbers out of order in {3,2}"},
      {"}", "lone } (write \\})"},
      {"]", "lone ] (write \\])"},
      {"\\", "\\ at the end"},
      {"\\a", "unknown escape \\a"},
      {"\\Z", "unknown escape \\Z"},
      {"\\c1", "\\c without a letter"},
      {"\\01", "octal escape"},
      {"\\x1", "\\x without two hexadecimal digits"},
      {"\\u123", "\\u without four hexadecimal digits"},
      {"\\u{110000}", "bad \\u{…}"},
      {"\\u{}", "bad \\u{…}"},
      {"\\ud800", "lone surrogate"},
      {"\\p", "\\p without {…}"},
      {"\\p{", "\\p without {…}"},
      {"\\p{a b}", "unknown property \\p{a b}"},
      {"[b-a]", "range out of order in a class"},
      {"[\\d-x]", "a class as the end of a range"},
      {"(?<1a>b)", "bad name of a group"},
      {"(?<>b)", "bad name of a group"},
      {"(?P<a>b)", "unknown kind of group (?P"},
      {"\\k", "\\k without a name"},
      {"\xFF", "invalid UTF-8"},
  };
  for (const auto& [pattern, message] : cases) {
    const auto translated = translate_ecma_regex(pattern);
    ASSERT_FALSE(translated) << pattern;
    EXPECT_EQ(translated.error(), message) << pattern;
  }
}

TEST(EcmaRegex, KnowsWhatLinearMatchingCannotDo) {
  const std::pair<const char*, const char*> cases[] = {{"a(?=b)", "lookahead"},
                                                       {"a(?!b)", "lookahead"},
                                                       {"(?<=a)b", "lookbehind"},
                                                       {"(?<!a)b", "lookbehind"},
                                                       {"(a)\\1", "backreference"},
                                                       {"(?<n>a)\\k<n>", "backreference"},
                                                       {"a{1001}", "more than 1000 repetitions"},
                                                       {"a{1,99999999999}", "more than 1000 repetitions"}};
  for (const auto& [pattern, what] : cases) {
    const auto translated = translate_ecma_regex(pattern);
    ASSERT_TRUE(translated) << pattern;
    EXPECT_EQ(translated->unsupported, what) << pattern;
  }
}

TEST(EcmaRegex, DoesNotRecurse) {
  EXPECT_TRUE(translate_ecma_regex(std::string(200'000, '(') + std::string(200'000, ')')));
}

}  // namespace
}  // namespace conform
