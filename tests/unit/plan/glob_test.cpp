#include <gtest/gtest.h>

#include <string>

#include "plan/plan.hpp"

namespace conform {
namespace {

TEST(Glob, MatchesItself) {
  EXPECT_TRUE(matches_glob("users/get", "users/get"));
  EXPECT_FALSE(matches_glob("users/get", "users/gets"));
  EXPECT_FALSE(matches_glob("users/get", "users/ge"));
  EXPECT_TRUE(matches_glob("", ""));
  EXPECT_FALSE(matches_glob("", "a"));
}

TEST(Glob, ReadsAStarAsAnyText) {
  EXPECT_TRUE(matches_glob("*", ""));
  EXPECT_TRUE(matches_glob("*", "users/patch"));
  EXPECT_TRUE(matches_glob("users/*", "users/"));
  EXPECT_TRUE(matches_glob("*/merge", "users/patch/merge"));
  EXPECT_TRUE(matches_glob("users/*/merge*", "users/patch/merge/omitted"));
  EXPECT_FALSE(matches_glob("users/*/merge", "users/patch/merge/omitted"));
}

TEST(Glob, ReadsSeveralStarsAsOne) {
  EXPECT_TRUE(matches_glob("a**b", "ab"));
  EXPECT_TRUE(matches_glob("a***", "a"));
}

TEST(Glob, GoesBackWhenTheFirstChoiceOfAStarWasWrong) {
  EXPECT_TRUE(matches_glob("*ab", "aab"));
  EXPECT_TRUE(matches_glob("*a*b*c", "xaybzbc"));
  EXPECT_FALSE(matches_glob("*a*b*c", "xaybzb"));
}

TEST(Glob, ReadsAQuestionMarkAsAnyOneByte) {
  EXPECT_TRUE(matches_glob("users/p?t", "users/put"));
  EXPECT_FALSE(matches_glob("users/p?t", "users/pt"));
  EXPECT_TRUE(matches_glob("??", "é"));
}

TEST(Glob, TakesBracketsAsThemselves) {
  EXPECT_TRUE(matches_glob("merge[attribute=locale]", "merge[attribute=locale]"));
  EXPECT_TRUE(matches_glob("merge[*=locale]", "merge[attribute=locale]"));
  EXPECT_FALSE(matches_glob("[ab]", "a"));
}

TEST(Glob, TakesBackslashesAsThemselves) {
  EXPECT_TRUE(matches_glob("a\\*", "a\\b"));
  EXPECT_FALSE(matches_glob("a\\*", "a*"));
}

TEST(Glob, TakesNoExponentialTime) {
  std::string glob;
  for (int i = 0; i < 200; ++i) glob += "a*";
  EXPECT_FALSE(matches_glob(glob + "b", std::string(20'000, 'a')));
}

}  // namespace
}  // namespace conform
