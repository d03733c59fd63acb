#include "reports/text.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <chrono>
#include <string>

#include "json/utf8.hpp"
#include "unit/reports/arbitrary_result.hpp"

namespace conform {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;

bool is_xml_char(char32_t c) {
  return c == 0x9 || c == 0xA || c == 0xD || (c >= 0x20 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) ||
         (c >= 0x10000 && c <= 0x10FFFF);
}

TEST(Printable, LeavesPlainTextTabAndLineFeedAlone) {
  EXPECT_EQ(printable("a\tb\nStraße 漢字 😀 <&>\"'"), "a\tb\nStraße 漢字 😀 <&>\"'");
}

TEST(Printable, TurnsControlsIntoTheirPictures) { EXPECT_EQ(printable("\0\x01\x1f\x7f"s), "\u2400\u2401\u241F\u2421"); }

TEST(Printable, MakesAnsiSequencesHarmless) { EXPECT_EQ(printable("\x1b[31mred"), "\u241B[31mred"); }

TEST(Printable, ReplacesC1ControlsAndNoncharacters) {
  EXPECT_EQ(printable("\u0085\u009b31m\uFFFE\uFFFF"), "\uFFFD\uFFFD31m\uFFFD\uFFFD");
}

TEST(Printable, ReplacesEachByteThatIsNotUtf8) {
  EXPECT_EQ(printable("a\xff\xc3(\xed\xa0\x80"), "a\uFFFD\uFFFD(\uFFFD\uFFFD\uFFFD");
}

TEST(Printable, TurnsCrLfIntoLfAndShowsALoneCr) { EXPECT_EQ(printable("a\r\nb\rc\r"), "a\nb\u240Dc\u240D"); }

TEST(Printable, WritesOutWhatReordersOrHidesText) {
  EXPECT_EQ(printable("\u202Eabc\u2066\u200F\u2028\uFEFF"), "[U+202E]abc[U+2066][U+200F][U+2028][U+FEFF]");
  EXPECT_EQ(printable("\U000E0041"), "[U+E0041]");
}

RC_GTEST_PROP(Printable, GivesOnlyXmlCharactersAndIsIdempotent, ()) {
  const std::string text = printable(*testing::nasty_bytes());
  RC_ASSERT(is_utf8(text));
  for (std::string_view rest = text; !rest.empty(); rest.remove_prefix(utf8_length(rest))) {
    RC_ASSERT(is_xml_char(utf8_decode(rest)));
    RC_ASSERT(shows_as_itself(utf8_decode(rest)));
  }
  RC_ASSERT(printable(text) == text);
}

RC_GTEST_PROP(PrintableLine, HasNeitherLineBreakNorTab, ()) {
  const std::string line = printable_line(*testing::nasty_bytes());
  RC_ASSERT(line.find_first_of("\r\n\t\x1b") == std::string::npos);
}

TEST(Clip, LeavesShortTextAlone) { EXPECT_EQ(clip("abc", 3), "abc"); }

TEST(Clip, KeepsLengthAndHashOfTheWhole) {
  EXPECT_EQ(clip("abc", 2),
            "ab… [3 bytes in all, SHA-256 ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad]");
}

TEST(Clip, CutsAtACharacter) {
  EXPECT_EQ(beginning("aß", 2), "a");
  EXPECT_EQ(beginning("a😀b", 4), "a");
  EXPECT_EQ(beginning("a😀b", 5), "a😀");
}

TEST(Clip, CutsBytesThatAreNoTextWhereAsked) { EXPECT_EQ(beginning("\xff\xff\xff\xff", 2), "\xff\xff"); }

RC_GTEST_PROP(Clip, StaysWithinItsBoundAndIsUtf8WhenTheTextIs, ()) {
  const std::string text = *testing::nasty_text();
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
  const std::string text = printable_line(*testing::nasty_bytes());
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

TEST(Duration, ChoosesItsUnit) {
  EXPECT_EQ(duration_text(800us), "0.8 ms");
  EXPECT_EQ(duration_text(12'345us), "12 ms");
  EXPECT_EQ(duration_text(999'600us), "1.0 s");
  EXPECT_EQ(duration_text(3'440ms), "3.4 s");
  EXPECT_EQ(duration_text(125s), "2 min 5 s");
  EXPECT_EQ(duration_text(62min), "1 h 2 min");
  EXPECT_EQ(duration_text(-5us), "0.0 ms");
}

TEST(Timestamp, IsIso8601InUtcWithMilliseconds) {
  EXPECT_EQ(timestamp(std::chrono::system_clock::time_point{1'714'555'800'250ms}), "2024-05-01T09:30:00.250Z");
}

TEST(Timestamp, RoundsDownBefore1970) {
  EXPECT_EQ(timestamp(std::chrono::system_clock::time_point{-1us}), "1969-12-31T23:59:59.999Z");
}

TEST(Timestamp, OfTheExtremesOfTheClockDoesNotOverflow) {
  EXPECT_EQ(timestamp(std::chrono::system_clock::time_point::max()), "2262-04-11T23:47:16.854Z");
  EXPECT_EQ(timestamp(std::chrono::system_clock::time_point::min()), "1677-09-21T00:12:43.145Z");
}

TEST(Timestamp, ReadsOnlyWhatItWrites) {
  EXPECT_EQ(parse_timestamp("2024-05-01T09:30:00.250Z"), std::chrono::system_clock::time_point{1'714'555'800'250ms});
  for (const char* other : {"", "2024-05-01T09:30:00Z", "2024-05-01 09:30:00.250Z", "2024-02-30T09:30:00.250Z",
                            "2024-05-01T24:00:00.000Z", "2024-05-01T09:30:60.000Z", "2024-05-01T09:30:00.250+",
                            "9999-05-01T09:30:00.250Z", "1500-05-01T09:30:00.250Z", "2024-05-01T09:30:00.250Z "}) {
    EXPECT_FALSE(parse_timestamp(other)) << other;
  }
}

TEST(Counted, ChoosesSingularAndPlural) {
  EXPECT_EQ(counted(1, "case", "cases"), "1 case");
  EXPECT_EQ(counted(0, "case", "cases"), "0 cases");
}

}  // namespace
}  // namespace conform
