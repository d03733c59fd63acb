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
  for (const Case& test_case : suite->cases) {
    EXPECT_TRUE(ids.insert(test_case.id).second) << test_case.id;
    EXPECT_FALSE(test_case.versions.empty()) << test_case.id;
    EXPECT_FALSE(test_case.steps.empty()) << test_case.id;
  }
}

std::map<std::string, std::size_t, std::less<>> by_version(const Suite& suite) {
  auto counts = suite.left_out;
  for (const Case& test_case : suite.cases) {
    for (const std::string& version : test_case.versions) ++counts[version];
  }
  return counts;
}

TEST(RealSuite, HasAsManyCasesWhenFilesAreLeftOut) {
  const auto whole = load_suite(test::source_folder);
  const auto part = load_suite(test::source_folder, [](std::string_view file) { return file == "users/get/read"; });
  ASSERT_TRUE(whole.has_value() && part.has_value());
  EXPECT_TRUE(whole->left_out.empty());
  EXPECT_LT(part->cases.size(), 50U);
  for (const Case& test_case : part->cases) EXPECT_TRUE(test_case.id.starts_with("users/get/read/")) << test_case.id;
  EXPECT_EQ(by_version(*part), by_version(*whole));
}

}  // namespace
}  // namespace conform
