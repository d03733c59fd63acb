// The suite of this project itself.
#include <gtest/gtest.h>

#include <set>

#include "load/lint.hpp"
#include "load/suite_loader.hpp"
#include "unit/load/mini_suite.hpp"

namespace conform {
namespace {

TEST(RealSuite, LoadsAndLintsWithoutAProblem) {
  const auto suite = load_suite(test::source_folder);
  ASSERT_TRUE(suite.has_value()) << to_string(suite.error().front());
  EXPECT_EQ(test::lines(lint(*suite)), std::vector<std::string>{});

  EXPECT_GE(suite->cases.size(), 500U);
  std::set<std::string> ids;
  for (const Case& one : suite->cases) {
    EXPECT_TRUE(ids.insert(one.id).second) << one.id;
    EXPECT_FALSE(one.versions.empty()) << one.id;
    EXPECT_FALSE(one.steps.empty()) << one.id;
  }
}

}  // namespace
}  // namespace conform
