#include "base/ascii.hpp"

#include <gtest/gtest.h>

namespace conform::test {
namespace {

TEST(Ascii, LettersAreThoseOfAsciiAlone) {
  EXPECT_EQ(lower("ÄaZ-9"), "Äaz-9");
  EXPECT_EQ(upper("äaZ-9"), "äAZ-9");
  EXPECT_TRUE(same_ignoring_case("Content-Type", "content-TYPE"));
  EXPECT_FALSE(same_ignoring_case("Ä", "ä"));
  EXPECT_FALSE(same_ignoring_case("a", "ab"));
}

TEST(Ascii, TokensHaveNoSpaceAndNoSeparator) {
  EXPECT_TRUE(is_token("X-Note!"));
  for (const char* other : {"", "a b", "a:b", "a/b", "ä"}) EXPECT_FALSE(is_token(other)) << other;
}

}  // namespace
}  // namespace conform::test
