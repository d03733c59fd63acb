// The laws of covering arrays, for many shapes.
#include "load/covering_array.hpp"

#include <gtest/gtest.h>

#include <set>
#include <tuple>

namespace conform {
namespace {

using Levels = std::vector<std::size_t>;

const std::vector<Levels> shapes{{1},           {4},           {1, 1},          {2, 3},
                                 {5, 1, 2},     {2, 2, 2, 2},  {4, 3, 2, 6, 1}, Levels(10, 4),
                                 Levels(14, 4), Levels(20, 4), Levels(12, 2)};

std::size_t pairs_of(const Levels& levels) {
  std::size_t count = 0;
  for (std::size_t a = 0; a < levels.size(); ++a) {
    for (std::size_t b = a + 1; b < levels.size(); ++b) count += levels[a] * levels[b];
  }
  return count;
}

TEST(CoveringArray, HasEachPairOfLevelsOfAnyTwoColumns) {
  for (const Levels& levels : shapes) {
    std::set<std::tuple<std::size_t, std::size_t, std::size_t, std::size_t>> seen;
    for (const Levels& row : covering_array(levels)) {
      for (std::size_t a = 0; a < row.size(); ++a) {
        for (std::size_t b = a + 1; b < row.size(); ++b) seen.emplace(a, row[a], b, row[b]);
      }
    }
    EXPECT_EQ(seen.size(), pairs_of(levels)) << levels.size() << " columns";
  }
}

TEST(CoveringArray, HasNoLevelThatAColumnLacks) {
  for (const Levels& levels : shapes) {
    for (const Levels& row : covering_array(levels)) {
      ASSERT_EQ(row.size(), levels.size());
      for (std::size_t column = 0; column < row.size(); ++column) EXPECT_LT(row[column], levels[column]);
    }
  }
}

TEST(CoveringArray, HasNoRowThatClosesNoPair) {
  for (const Levels& levels : shapes) {
    if (levels.size() < 2) continue;
    std::set<std::tuple<std::size_t, std::size_t, std::size_t, std::size_t>> seen;
    for (const Levels& row : covering_array(levels)) {
      const std::size_t before = seen.size();
      for (std::size_t a = 0; a < row.size(); ++a) {
        for (std::size_t b = a + 1; b < row.size(); ++b) seen.emplace(a, row[a], b, row[b]);
      }
      EXPECT_GT(seen.size(), before);
    }
  }
}

TEST(CoveringArray, IsTheSameEachTime) {
  EXPECT_EQ(covering_array(Levels(10, 4), 3), covering_array(Levels(10, 4), 3));
}

TEST(CoveringArray, IsAnotherOneForAnotherVariant) {
  EXPECT_NE(covering_array(Levels(10, 4), 3), covering_array(Levels(10, 4), 4));
}

// A quarter more than the best that is known: a smaller one needs searching.
TEST(CoveringArray, IsShort) {
  EXPECT_LE(covering_array(Levels(10, 4)).size(), 33U);
  EXPECT_LE(covering_array(Levels(20, 4)).size(), 42U);
}

TEST(CoveringArray, IsEmptyWhereAColumnHasNoLevel) { EXPECT_TRUE(covering_array({2, 0}).empty()); }

}  // namespace
}  // namespace conform
