#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "golden/sample_result.hpp"
#include "reports/console.hpp"
#include "reports/github.hpp"
#include "reports/har.hpp"
#include "reports/html.hpp"
#include "reports/json.hpp"
#include "reports/junit.hpp"
#include "reports/markdown.hpp"

namespace conform {
namespace {

void expect_golden(const std::string& name, const std::string& report) {
  const std::string path = std::string{CONFORM_SOURCE_DIR} + "/tests/golden/" + name;
  const char* const update = std::getenv("CONFORM_UPDATE_GOLDENS");  // NOLINT(concurrency-mt-unsafe)
  if (update != nullptr && std::string{update} == "1") std::ofstream{path, std::ios::binary} << report;
  std::ostringstream golden;
  golden << std::ifstream{path, std::ios::binary}.rdbuf();
  EXPECT_EQ(report, golden.str()) << name << ": run with CONFORM_UPDATE_GOLDENS=1 and review the diff";
}

TEST(Golden, Junit) { expect_golden("report.xml", to_junit(testing::sample_result())); }
TEST(Golden, Json) { expect_golden("report.json", to_json(testing::sample_result())); }
TEST(Golden, Html) { expect_golden("report.html", to_html(testing::sample_result())); }
TEST(Golden, HtmlOfAHealthyServer) { expect_golden("healthy.html", to_html(testing::healthy_result())); }
TEST(Golden, Markdown) { expect_golden("report.md", to_markdown(testing::sample_result())); }
TEST(Golden, MarkdownOfAHealthyServer) { expect_golden("healthy.md", to_markdown(testing::healthy_result())); }
TEST(Golden, Har) { expect_golden("report.har", to_har(testing::sample_result())); }
TEST(Golden, Github) { expect_golden("report.github", to_github(testing::sample_result())); }
TEST(Golden, Console) { expect_golden("report.txt", to_console(testing::sample_result())); }

}  // namespace
}  // namespace conform
