// The suite of this project itself.
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

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

std::map<std::string, std::size_t, std::less<>> by_version(const Suite& suite) {
  auto counts = suite.left_out;
  for (const Case& one : suite.cases) {
    for (const std::string& version : one.versions) ++counts[version];
  }
  return counts;
}

TEST(RealSuite, HasAsManyCasesWhenFilesAreLeftOut) {
  const auto whole = load_suite(test::source_folder);
  const auto part = load_suite(test::source_folder, [](std::string_view file) { return file == "users/get/read"; });
  ASSERT_TRUE(whole.has_value() && part.has_value());
  EXPECT_TRUE(whole->left_out.empty());
  EXPECT_LT(part->cases.size(), 50U);
  for (const Case& one : part->cases) EXPECT_TRUE(one.id.starts_with("users/get/read/")) << one.id;
  EXPECT_EQ(by_version(*part), by_version(*whole));
}

}  // namespace
}  // namespace conform
