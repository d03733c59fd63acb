#include "reports/markdown.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <string_view>

#include "golden/sample_result.hpp"
#include "support/holds.hpp"
#include "unit/reports/arbitrary_result.hpp"

namespace conform {
namespace {

using testing::holds;
std::string naming(const std::string& name) {
  RunResult result;
  result.target.name = name;
  const std::string text = to_markdown(result);
  return text.substr(0, text.find('\n'));
}

TEST(Markdown, SaysTheConclusionFirstAndWhatMattersMostNext) {
  const std::string text = to_markdown(testing::sample_result());
  EXPECT_LT(text.find("Nonconformant"), text.find("### Violations"));
  EXPECT_LT(text.find("### Violations"), text.find("### Inconclusive"));
  EXPECT_LT(text.find("### Inconclusive"), text.find("### Findings that do not fail"));
}

TEST(Markdown, LeavesHarmlessTextAndQuotesTheRest) {
  EXPECT_EQ(naming("staging in the cellar"), "## ❔ staging in the cellar");
  EXPECT_EQ(naming("@everyone"), "## ❔ ` @everyone `");
  EXPECT_EQ(naming("see #1"), "## ❔ ` see #1 `");
  EXPECT_EQ(naming("http://x.example"), "## ❔ ` http://x.example `");
  EXPECT_EQ(naming("www.x.example"), "## ❔ ` www.x.example `");
  EXPECT_EQ(naming("<img>"), "## ❔ ` <img> `");
  EXPECT_EQ(naming("a`b``c"), "## ❔ ``` a`b``c ```");
  EXPECT_EQ(naming("a|b"), "## ❔ ` a\u00A6b `");
  EXPECT_EQ(naming("a\n\n# b"), "## ❔ ` a\u240A\u240A# b `");
}

TEST(Markdown, FencesCannotBeClosedFromWithin) {
  RunResult result = testing::sample_result();
  result.verdicts[0].findings[0].rule = "contract.body";
  result.verdicts[0].findings[0].actual = "x\n```\n# break out\n````";
  const std::string text = to_markdown(result);
  EXPECT_TRUE(holds(text, "`````diff\n")) << text;
}

TEST(Markdown, StaysBelowItsLimit) {
  RunResult result = testing::sample_result();
  const Verdict nasty = result.verdicts[3];
  for (char c = 'a'; c <= 'z'; ++c) {
    for (char d = 'a'; d <= 'z'; ++d) {
      Verdict verdict = nasty;
      for (Finding& finding : verdict.findings) finding.message = std::string{"cause "} + c + d;
      result.verdicts.push_back(verdict);
    }
  }
  const std::string text = to_markdown(result);
  EXPECT_LE(text.size(), max_markdown_bytes);
  EXPECT_GT(text.size(), max_markdown_bytes / 2);
  EXPECT_TRUE(text.ends_with("_Shortened: the JSON record of the run has the rest._\n"));
}

RC_GTEST_PROP(Markdown, StaysBelowItsLimitWhateverTheRecordHolds, ()) {
  RC_ASSERT(to_markdown(*testing::nasty_result(), 2000).size() <= 2000U);
}

RC_GTEST_PROP(Markdown, HasNoMentionOutsideOfCode, ()) {
  RunResult result = *testing::nasty_result();
  result.target.name += "@team";
  for (Verdict& verdict : result.verdicts) verdict.outcome.reason += "@team";
  const std::string text = to_markdown(result);
  bool fenced = false;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = std::string_view{text}.substr(at, end - at);
    if (line.starts_with("```")) {
      fenced = !fenced;
    } else if (const std::size_t mention = line.find("@team"); mention != std::string_view::npos && !fenced) {
      RC_ASSERT(line.substr(0, mention).find('`') != std::string_view::npos);
    }
    at = end + 1;
  }
}

}  // namespace
}  // namespace conform
