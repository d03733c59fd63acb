#include "reports/text.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

#include "base/utf8.hpp"
#include "support/nasty_text.hpp"

namespace conform {
namespace {

TEST(Clip, LeavesShortTextAlone) { EXPECT_EQ(clip("abc", 3), "abc"); }

TEST(Clip, KeepsLengthAndHashOfTheWhole) {
  EXPECT_EQ(clip("abc", 2),
            "ab… [3 bytes in all, SHA-256 ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad]");
}

RC_GTEST_PROP(Clip, StaysWithinItsBoundAndIsUtf8WhenTheTextIs, ()) {
  const std::string text = *test::nasty_text();
  const auto bound = *rc::gen::inRange<std::size_t>(0, 40);
  const std::string clipped = clip(text, bound);
  RC_ASSERT(clipped.size() <= bound + 120);
  RC_ASSERT(is_utf8(clipped));
}

TEST(Sha256, OfNothing) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Columns, CountsWideAndCombiningCharacters) {
  EXPECT_EQ(columns("abc"), 3U);
  EXPECT_EQ(columns("漢字"), 4U);
  EXPECT_EQ(columns("e\u0301"), 1U);
  EXPECT_EQ(columns("😀"), 2U);
}

TEST(Wrap, BreaksAtSpaces) {
  EXPECT_EQ(wrap("the quick brown fox", 10), (std::vector<std::string>{"the quick", "brown fox"}));
}

TEST(Wrap, BreaksInsideOfLongWords) {
  EXPECT_EQ(wrap("abcdefghijkl mn", 5), (std::vector<std::string>{"abcde", "fghij", "kl mn"}));
}

TEST(Wrap, KeepsLineFeedsAndIndents) { EXPECT_EQ(wrap("a\n\n  b c", 5), (std::vector<std::string>{"a", "", "  b c"})); }

TEST(Wrap, GivesNoLineForNoText) { EXPECT_TRUE(wrap("", 10).empty()); }

RC_GTEST_PROP(Wrap, LosesNothingButSpacesAndFitsTheWidth, ()) {
  const std::string text = printable_line(*test::nasty_bytes());
  const auto width = *rc::gen::inRange<std::size_t>(2, 30);
  std::string joined;
  for (const std::string& line : wrap(text, width)) {
    RC_ASSERT(columns(line) <= width);
    joined += line;
  }
  const auto without_spaces = [](std::string all) {
    std::erase(all, ' ');
    return all;
  };
  RC_ASSERT(without_spaces(joined) == without_spaces(text));
}

}  // namespace
}  // namespace conform
