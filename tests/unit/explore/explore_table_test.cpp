#include "explore/explore_table.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "the_suite.hpp"

namespace conform {
namespace {

TEST(ExploreTable, HasEveryAttributeOfTheFixtures) {
  for (const std::string& attribute : test::the_suite().fixtures.attributes())
    EXPECT_NE(std::ranges::find(test::the_table().attributes, attribute), test::the_table().attributes.end())
        << attribute;
}

TEST(ExploreTable, HasFewValuesAndSmallSizes) {
  for (const auto& [name, values] : test::the_table().values) {
    EXPECT_GE(values.few.size(), 2U) << name;
    EXPECT_LE(values.few.size(), 4U) << name;
  }
  const auto small = std::ranges::count_if(test::the_table().sizes, [](std::size_t size) { return size <= 2; });
  EXPECT_GE(small * 2, static_cast<std::ptrdiff_t>(test::the_table().sizes.size()));
}

TEST(ExploreTable, KeepsToFewKeysForEachUser) {
  EXPECT_LE(test::the_table().keys.size() + test::the_table().rare_keys.size(), 60U);
  for (const std::string& key : test::the_table().keys) EXPECT_TRUE(key.starts_with("conform-")) << key;
}

}  // namespace
}  // namespace conform
