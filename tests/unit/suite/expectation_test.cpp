#include <gtest/gtest.h>

#include "suite/case.hpp"

namespace conform {
namespace {

Alternative alternative(StatusSet status) {
  return {.name = {}, .status = std::move(status), .effect = {}, .headers = {}, .matches = {}, .deviation = {}};
}

Expect expecting(std::vector<StatusSet> statuses) {
  Expect expect;
  for (StatusSet& status : statuses) expect.alternatives.push_back(alternative(std::move(status)));
  return expect;
}

const StatusSet ok{.ranges = {{200, 200}}};
const StatusSet any_4xx{.ranges = {{400, 499}}};
const StatusSet two{.ranges = {{403, 403}, {404, 404}}};

TEST(StatusSet, ContainsItsStatuses) {
  EXPECT_TRUE(two.contains(403));
  EXPECT_TRUE(two.contains(404));
  EXPECT_FALSE(two.contains(402));
  EXPECT_FALSE(two.contains(405));
}

TEST(StatusSet, ContainsEveryStatusOfAClass) {
  EXPECT_TRUE(any_4xx.contains(400));
  EXPECT_TRUE(any_4xx.contains(499));
  EXPECT_FALSE(any_4xx.contains(399));
  EXPECT_FALSE(any_4xx.contains(500));
}

TEST(StatusSet, ContainsNothingWhenEmpty) {
  EXPECT_TRUE(StatusSet{}.empty());
  EXPECT_FALSE(StatusSet{}.contains(200));
  EXPECT_FALSE(StatusSet{}.has_success());
}

TEST(StatusSet, HasSuccessWhenSome2xxIsInIt) {
  EXPECT_TRUE(ok.has_success());
  EXPECT_TRUE((StatusSet{.ranges = {{200, 299}}}.has_success()));
  EXPECT_TRUE((StatusSet{.ranges = {{404, 404}, {204, 204}}}.has_success()));
  EXPECT_TRUE((StatusSet{.ranges = {{299, 299}}}.has_success()));
  EXPECT_FALSE(any_4xx.has_success());
  EXPECT_FALSE((StatusSet{.ranges = {{100, 199}}}.has_success()));
  EXPECT_FALSE((StatusSet{.ranges = {{300, 399}}}.has_success()));
}

TEST(StatusSet, IsSpelledAsACaseSpellsIt) {
  EXPECT_EQ(to_string(ok), "200");
  EXPECT_EQ(to_string(any_4xx), "4xx");
  EXPECT_EQ(to_string(two), "403 or 404");
  EXPECT_EQ(to_string(StatusSet{.ranges = {{400, 400}, {413, 413}, {500, 599}}}), "400, 413 or 5xx");
  EXPECT_EQ(to_string(StatusSet{}), "");
}

TEST(Expect, AcceptsTheStatusesOfEveryReading) {
  const StatusSet accepted = expecting({ok, two}).accepted();
  EXPECT_EQ(accepted, (StatusSet{.ranges = {{200, 200}, {403, 403}, {404, 404}}}));
}

TEST(Expect, IsNegativeWhenNoReadingAcceptsASuccess) {
  EXPECT_TRUE(expecting({two, any_4xx}).negative());
  EXPECT_FALSE(expecting({any_4xx, ok}).negative());
  EXPECT_FALSE(expecting({ok}).negative());
}

}  // namespace
}  // namespace conform
