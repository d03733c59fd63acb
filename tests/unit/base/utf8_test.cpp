#include "base/utf8.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace conform::test {
namespace {

using namespace std::string_view_literals;

TEST(Utf8, KnowsTheLengthOfEachForm) {
  EXPECT_EQ(utf8_length("a"), 1U);
  EXPECT_EQ(utf8_length("\0"sv), 1U);
  EXPECT_EQ(utf8_length("\xC3\xA9"), 2U);
  EXPECT_EQ(utf8_length("\xE2\x82\xAC"), 3U);
  EXPECT_EQ(utf8_length("\xF0\x9F\x98\x80"), 4U);
}

TEST(Utf8, RefusesWhatIsNotWellFormed) {
  for (const std::string_view bad : {
           ""sv,
           "\x80"sv,
           "\xC3"sv,
           "\xC3("sv,
           "\xE2\x82"sv,
           "\xFF"sv,
           "\xFE"sv,
           "\xC0\x80"sv,          // overlong NUL
           "\xC1\xBF"sv,          // overlong
           "\xE0\x9F\xBF"sv,      // overlong
           "\xF0\x8F\xBF\xBF"sv,  // overlong
           "\xED\xA0\x80"sv,      // U+D800
           "\xED\xBF\xBF"sv,      // U+DFFF
           "\xF4\x90\x80\x80"sv,  // U+110000
           "\xF5\x80\x80\x80"sv,
       }) {
    EXPECT_EQ(utf8_length(bad), 0U);
  }
}

TEST(Utf8, AcceptsTheEdgesOfEachForm) {
  for (const std::string_view good : {"\x7F"sv, "\xC2\x80"sv, "\xDF\xBF"sv, "\xE0\xA0\x80"sv, "\xED\x9F\xBF"sv,
                                      "\xEE\x80\x80"sv, "\xEF\xBF\xBF"sv, "\xF0\x90\x80\x80"sv, "\xF4\x8F\xBF\xBF"sv}) {
    EXPECT_EQ(utf8_length(good), good.size());
  }
}

TEST(Utf8, EncodesWhatItDecodes) {
  for (const char32_t character :
       {U'\0', U'a', U'\x7F', U'\x80', U'\x7FF', U'\x800', U'\xFFFF', U'\x10000', U'\x10FFFF'}) {
    std::string text;
    utf8_append(text, character);
    EXPECT_EQ(utf8_length(text), text.size());
    EXPECT_EQ(utf8_decode(text), character);
  }
}

TEST(Utf8, CountsCharacters) {
  EXPECT_EQ(utf8_count(""), 0U);
  EXPECT_EQ(utf8_count("a\0b"sv), 3U);
  EXPECT_EQ(utf8_count("é€😀"), 3U);
}

TEST(Utf8, LooksAtTheWholeText) {
  EXPECT_TRUE(is_utf8("é€😀"));
  EXPECT_FALSE(is_utf8("é€\xF0\x9F\x98"));
}

}  // namespace
}  // namespace conform::test
