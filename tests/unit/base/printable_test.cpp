#include "base/printable.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

#include "base/utf8.hpp"
#include "support/nasty_text.hpp"

namespace conform::test {
namespace {

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
  const std::string text = printable(*nasty_bytes());
  RC_ASSERT(is_utf8(text));
  for (std::string_view rest = text; !rest.empty(); rest.remove_prefix(utf8_length(rest))) {
    RC_ASSERT(is_xml_char(utf8_decode(rest)));
    RC_ASSERT(shows_as_itself(utf8_decode(rest)));
  }
  RC_ASSERT(printable(text) == text);
}

RC_GTEST_PROP(PrintableLine, HasNeitherLineBreakNorTab, ()) {
  const std::string line = printable_line(*nasty_bytes());
  RC_ASSERT(line.find_first_of("\r\n\t\x1b") == std::string::npos);
}

TEST(Beginning, CutsAtACharacter) {
  EXPECT_EQ(beginning("aß", 2), "a");
  EXPECT_EQ(beginning("a😀b", 4), "a");
  EXPECT_EQ(beginning("a😀b", 5), "a😀");
}

TEST(Beginning, CutsBytesThatAreNoTextWhereAsked) { EXPECT_EQ(beginning("\xff\xff\xff\xff", 2), "\xff\xff"); }

}  // namespace
}  // namespace conform::test
