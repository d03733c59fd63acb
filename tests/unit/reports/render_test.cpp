#include "reports/render.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "golden/sample_result.hpp"
#include "reports/json.hpp"
#include "reports/junit.hpp"

namespace conform {
namespace {

TEST(Render, WritesEveryKnownFormat) {
  const RunResult result = testing::sample_result();
  EXPECT_EQ(render("junit", result), to_junit(result));
  EXPECT_EQ(render("json", result), to_json(result));
  for (const ReportFormat& format : known_formats()) {
    EXPECT_TRUE(render(format.name, result).has_value()) << format.name;
    EXPECT_FALSE(format.about.empty()) << format.name;
  }
}

TEST(Render, FormatsHaveDifferentNames) {
  std::set<std::string_view> names;
  for (const ReportFormat& format : known_formats()) EXPECT_TRUE(names.insert(format.name).second) << format.name;
}

TEST(Render, SaysWhichFormatWasMeant) {
  const auto report = render("jnuit", RunResult{});
  ASSERT_FALSE(report.has_value());
  EXPECT_EQ(report.error().front().message, "unknown report format \"jnuit\"");
  EXPECT_NE(report.error().front().hint.find("junit"), std::string::npos);
}

TEST(Render, ListsTheFormatsWhenNoneIsNear) {
  const auto report = render("spreadsheet", RunResult{});
  ASSERT_FALSE(report.has_value());
  EXPECT_NE(report.error().front().hint.find("junit, xunit, markdown, json"), std::string::npos);
}

TEST(UnfinishedRun, IsInconclusiveWithOneError) {
  const RunResult result = unfinished_run({.name = "s", .version = "1", .cases = 3}, {}, {});
  EXPECT_EQ(result.conclusion, Conclusion::inconclusive);
  EXPECT_EQ(result.totals.errored, 1U);
  ASSERT_EQ(result.verdicts.size(), 1U);
  EXPECT_EQ(result.verdicts[0].outcome.kind, OutcomeKind::errored);
  EXPECT_NE(to_junit(result).find("message=\"the run did not finish"), std::string::npos);
  EXPECT_EQ(result_from_json(to_json(result), "r"), result);
}

}  // namespace
}  // namespace conform
