#include "reports/render.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "golden/sample_record.hpp"
#include "reports/json.hpp"
#include "reports/junit.hpp"

namespace conform {
namespace {

TEST(Render, WritesEveryKnownFormat) {
  const RunRecord record = testing::sample_record();
  EXPECT_EQ(render("junit", record), to_junit(record));
  EXPECT_EQ(render("json", record), to_json(record));
  for (const ReportFormat& format : known_formats()) {
    EXPECT_TRUE(render(format.name, record).has_value()) << format.name;
    EXPECT_FALSE(format.about.empty()) << format.name;
  }
}

TEST(Render, FormatsHaveDifferentNames) {
  std::set<std::string_view> names;
  for (const ReportFormat& format : known_formats()) EXPECT_TRUE(names.insert(format.name).second) << format.name;
}

TEST(Render, SaysWhichFormatWasMeant) {
  const auto report = render("jnuit", RunRecord{});
  ASSERT_FALSE(report.has_value());
  EXPECT_EQ(report.error().front().message, "unknown report format \"jnuit\"");
  EXPECT_NE(report.error().front().hint.find("junit"), std::string::npos);
}

TEST(Render, ListsTheFormatsWhenNoneIsNear) {
  const auto report = render("spreadsheet", RunRecord{});
  ASSERT_FALSE(report.has_value());
  EXPECT_NE(report.error().front().hint.find("junit, xunit, markdown, json"), std::string::npos);
}

TEST(UnfinishedRun, IsInconclusiveWithOneError) {
  const RunRecord record = unfinished_run({.name = "s", .version = "1", .cases = 3}, {}, {});
  EXPECT_EQ(record.conclusion, Conclusion::inconclusive);
  EXPECT_EQ(record.totals.errored, 1U);
  ASSERT_EQ(record.verdicts.size(), 1U);
  EXPECT_EQ(record.verdicts[0].outcome.kind, OutcomeKind::errored);
  EXPECT_NE(to_junit(record).find("message=\"the run did not finish"), std::string::npos);
  EXPECT_EQ(record_from_json(to_json(record), "r"), record);
}

}  // namespace
}  // namespace conform
