#include "base/suggest.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace conform::test {
namespace {

const std::vector<std::string> members{"status", "effect", "headers", "matches"};

TEST(DidYouMean, NamesTheCandidateWithAnExtraLetter) {
  EXPECT_EQ(did_you_mean("statuss", members), "did you mean \"status\"?");
}

TEST(DidYouMean, CountsSwappedNeighboursAsOneMistake) {
  EXPECT_EQ(did_you_mean("ab", std::vector<std::string>{"ba"}), "did you mean \"ba\"?");
}

TEST(DidYouMean, PrefersTheNearestCandidate) {
  EXPECT_EQ(did_you_mean("setUsers", std::vector<std::string>{"getUser", "setUser", "setUserAttributes"}),
            "did you mean \"setUser\"?");
}

TEST(DidYouMean, PrefersTheFirstOfTwoThatAreEquallyNear) {
  EXPECT_EQ(did_you_mean("cat", std::vector<std::string>{"bat", "hat"}), "did you mean \"bat\"?");
}

TEST(DidYouMean, PrefersTheCandidateThatTheWordBegins) {
  EXPECT_EQ(did_you_mean("--expl", std::vector<std::string>{"--help", "--explore"}), "did you mean \"--explore\"?");
}

TEST(DidYouMean, IsSilentWhenNothingIsNear) { EXPECT_EQ(did_you_mean("completely", members), ""); }

TEST(DidYouMean, IsSilentWithoutCandidates) { EXPECT_EQ(did_you_mean("status", {}), ""); }

TEST(DidYouMean, IsSilentForAnEmptyName) { EXPECT_EQ(did_you_mean("", std::vector<std::string>{"a"}), ""); }

TEST(DidYouMean, IsSilentForLongNames) {
  EXPECT_NE(did_you_mean(std::string(64, 'x'), std::vector<std::string>{std::string(63, 'x')}), "");
  EXPECT_EQ(did_you_mean(std::string(65, 'x'), std::vector<std::string>{std::string(64, 'x')}), "");
  EXPECT_EQ(did_you_mean(std::string(64, 'x'), std::vector<std::string>{std::string(65, 'x')}), "");
}

TEST(DidYouMean, NeverSuggestsAnEmptyName) { EXPECT_EQ(did_you_mean("a", std::vector<std::string>{""}), ""); }

}  // namespace
}  // namespace conform::test
