#include "base/percent.hpp"

#include <gtest/gtest.h>

#include <array>

namespace conform::test {
namespace {

TEST(Percent, EncodesWhatIsNotUnreserved) {
  EXPECT_EQ(percent_encoded("aZ09-._~ /\xC3\xBC"), "aZ09-._~%20%2F%C3%BC");
  EXPECT_EQ(percent_encoded("/\xBC", lower_hex), "%2f%bc");
  EXPECT_EQ(percent_encoded_whole("a/"), "%61%2F");
}

TEST(Percent, DecodesPairsOfDigitsAlone) { EXPECT_EQ(percent_decoded("%41%c3%BC%4%zz%"), "A\xC3\xBC%4%zz%"); }

TEST(Form, EncodesAsBrowsersDo) {
  EXPECT_EQ(form_encoded("az AZ 09 *-._"), "az+AZ+09+*-._");
  EXPECT_EQ(form_encoded("~+%&=\r\n\xC3\xBC"), "%7E%2B%25%26%3D%0D%0A%C3%BC");
  EXPECT_EQ(form_encoded(std::string_view{"\0", 1}), "%00");
  EXPECT_EQ(form_encoded(""), "");
}

TEST(Form, PutsPairsTogether) {
  const std::array<std::pair<std::string, std::string>, 2> pairs{{{"a b", "1"}, {"c", "="}}};
  EXPECT_EQ(form_of(pairs), "a+b=1&c=%3D");
  EXPECT_EQ(form_of({}), "");
}

}  // namespace
}  // namespace conform::test
