// Broken suites: each folder of tests/data/suite-bad is laid over a good miniature suite, and its problems.txt says
// what must be reported, one line each.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "unit/load/mini_suite.hpp"

namespace conform {
namespace {

namespace fs = std::filesystem;

const fs::path bad_suites = test::source_folder / "tests/data/suite-bad";

std::string content(const fs::path& file) {
  std::ifstream stream{file, std::ios::binary};
  return std::string{std::istreambuf_iterator<char>{stream}, {}};
}

std::vector<std::string> names() {
  std::vector<std::string> found;
  for (const auto& entry : fs::directory_iterator{bad_suites}) {
    if (entry.is_directory()) found.push_back(entry.path().filename().string());
  }
  std::ranges::sort(found);
  return found;
}

class BadSuite : public testing::TestWithParam<std::string> {};

TEST_P(BadSuite, IsRefusedWithTheseProblems) {
  const fs::path folder = bad_suites / GetParam();
  test::MiniSuite mini;
  for (const auto& entry : fs::recursive_directory_iterator{folder}) {
    const fs::path name = entry.path().lexically_relative(folder);
    if (entry.is_regular_file() && name != "problems.txt") mini.write(name, content(entry.path()));
  }
  std::string reported;
  for (const std::string& line : mini.diagnostics()) reported += line + "\n";
  EXPECT_EQ(reported, content(folder / "problems.txt"));
}

INSTANTIATE_TEST_SUITE_P(Data, BadSuite, testing::ValuesIn(names()), [](const auto& name) {
  std::string id = name.param;
  std::ranges::replace(id, '-', '_');
  return id;
});

TEST(BadSuites, SayWhatIsWrong) {
  for (const std::string& name : names()) EXPECT_FALSE(content(bad_suites / name / "problems.txt").empty()) << name;
}

}  // namespace
}  // namespace conform
