#include "base/text.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace conform::test {
namespace {

TEST(Trimmed, TakesWhiteSpaceFromBothEnds) {
  EXPECT_EQ(trimmed(" \t a b\r\n"), "a b");
  EXPECT_EQ(trimmed(" \n"), "");
  EXPECT_EQ(trimmed("\n a ", " "), "\n a");
}

TEST(Blank, IsTextOfWhiteSpaceAlone) {
  EXPECT_TRUE(is_blank(""));
  EXPECT_TRUE(is_blank(" \t\r\n"));
  EXPECT_FALSE(is_blank(" a "));
}

TEST(Joined, HasTheSeparatorBetweenTexts) {
  EXPECT_EQ(joined(std::vector<std::string>{}), "");
  EXPECT_EQ(joined(std::vector<std::string>{"a"}), "a");
  EXPECT_EQ(joined(std::vector<std::string>{"", "b", "c"}, "; "), "; b; c");
}

TEST(Counted, ChoosesSingularAndPlural) {
  EXPECT_EQ(counted(1, "case", "cases"), "1 case");
  EXPECT_EQ(counted(0, "case", "cases"), "0 cases");
}

}  // namespace
}  // namespace conform::test
