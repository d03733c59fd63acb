#include "reports/github.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "golden/sample_record.hpp"
#include "unit/reports/arbitrary_record.hpp"

namespace conform {
namespace {

TEST(Github, PointsAtTheCaseFile) {
  const std::string text = to_github(testing::sample_record());
  EXPECT_EQ(text.substr(0, text.find("::", 2)), "::error file=users/patch/merge.json,line=7,title=UPDATE-MERGE");
}

TEST(Github, EscapesWhatTheRunnerWouldRead) {
  RunRecord record = testing::sample_record();
  record.verdicts = {record.verdicts[0]};
  record.verdicts[0].file = "a,b:c%.json";
  record.verdicts[0].findings[0].message = "50%\n::add-mask::x";
  const std::string text = to_github(record);
  EXPECT_TRUE(text.starts_with("::error file=a%2Cb%3Ac%25.json,line=7,title=UPDATE-MERGE::50%25%0A::add-mask::x"))
      << text;
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
}

TEST(Github, SaysTheConclusionLast) {
  const std::string text = to_github(testing::healthy_record());
  EXPECT_TRUE(text.starts_with("::notice title=conform::Conformant: ")) << text;
}

RC_GTEST_PROP(Github, IsOneCommandALineWhateverTheRecordHolds, ()) {
  const std::string text = to_github(*testing::nasty_record());
  std::size_t at = 0;
  while (at < text.size()) {
    const std::string_view line = std::string_view{text}.substr(at, text.find('\n', at) - at);
    RC_ASSERT(line.starts_with("::error ") || line.starts_with("::warning ") || line.starts_with("::notice "));
    at += line.size() + 1;
  }
}

}  // namespace
}  // namespace conform
