#include "json/surrogates.hpp"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace conform {
namespace {

TEST(WithoutLoneSurrogates, ReplacesThemAndNothingElse) {
  const std::vector<std::pair<std::string, std::string>> texts{
      {R"("\ud800")", R"("\ufffd")"},
      {R"("\uDFFF!")", R"("\ufffd!")"},
      {R"("\udc00\ud800")", R"("\ufffd\ufffd")"},
      {R"("\ud800\ud83d\ude00\ude00")", R"("\ufffd\ud83d\ude00\ufffd")"},
      {R"(["\ud800", {"\udbff": "a\\ud800"}])", R"(["\ufffd", {"\ufffd": "a\\ud800"}])"},
      {R"("\\\ud800\n\u0000")", R"("\\\ufffd\n\u0000")"},
      {R"("\ud800\u0041\ud800)", R"("\ufffd\u0041\ufffd)"},
  };
  for (const auto& [text, expected] : texts) {
    EXPECT_EQ(without_lone_surrogates(text), expected) << text;
    EXPECT_TRUE(may_escape_surrogates(text)) << text;
  }
  for (const char* text : {R"("\ud83d\ude00")", R"("\uD83D\uDE00")", R"("\\ud800")", R"("\ud80)", R"("\ud8)",
                           R"("\ud8zz")", R"("\)", R"("\u-d80")"}) {
    EXPECT_EQ(without_lone_surrogates(text), text);
  }
}

TEST(MayEscapeSurrogates, IsFalseForOtherText) {
  for (const char* text : {"", "{}", R"("\u00e9 d800")", "\"\xF0\x9F\x98\x80\""})
    EXPECT_FALSE(may_escape_surrogates(text));
}

}  // namespace
}  // namespace conform
