#include "reports/github.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "golden/sample_result.hpp"
#include "unit/reports/arbitrary_result.hpp"

namespace conform {
namespace {

TEST(Github, PointsAtTheCaseFile) {
  const std::string text = to_github(testing::sample_result());
  EXPECT_EQ(text.substr(0, text.find("::", 2)), "::error file=users/patch/merge.json,line=7,title=UPDATE-MERGE");
}

TEST(Github, EscapesWhatTheRunnerWouldRead) {
  RunResult result = testing::sample_result();
  result.verdicts = {result.verdicts[0]};
  result.verdicts[0].file = "a,b:c%.json";
  result.verdicts[0].findings[0].message = "50%\n::add-mask::x";
  const std::string text = to_github(result);
  EXPECT_TRUE(text.starts_with("::error file=a%2Cb%3Ac%25.json,line=7,title=UPDATE-MERGE::50%25%0A::add-mask::x"))
      << text;
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
}

TEST(Github, SaysTheConclusionLast) {
  const std::string text = to_github(testing::healthy_result());
  EXPECT_TRUE(text.starts_with("::notice title=conform::Conformant: ")) << text;
}

RC_GTEST_PROP(Github, IsOneCommandALineWhateverTheRecordHolds, ()) {
  const std::string text = to_github(*testing::nasty_result());
  std::size_t at = 0;
  while (at < text.size()) {
    const std::string_view line = std::string_view{text}.substr(at, text.find('\n', at) - at);
    RC_ASSERT(line.starts_with("::error ") || line.starts_with("::warning ") || line.starts_with("::notice "));
    at += line.size() + 1;
  }
}

}  // namespace
}  // namespace conform
