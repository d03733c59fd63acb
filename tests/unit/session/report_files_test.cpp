#include "session/report_files.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "reports/render.hpp"
#include "support/scratch_folder.hpp"

namespace conform::test {
namespace {

class ReportFilesTest : public ::testing::Test {
 protected:
  [[nodiscard]] std::string path(const std::string& name) const { return (folder_.path() / name).string(); }
  [[nodiscard]] std::string content(const std::string& name) const {
    std::ifstream stream{path(name), std::ios::binary};
    return {std::istreambuf_iterator<char>{stream}, {}};
  }
  static RunResult run_result() {
    return unfinished_run({.name = "a suite", .version = "1", .cases = 1},
                          {.name = "a target", .base_url = {}, .api_version = "2024-3"}, {});
  }
  ScratchFolder folder_;
};

TEST_F(ReportFilesTest, HoldAStandInAndThenTheReport) {
  const auto files = ReportFiles::open({{"junit", path("a.xml")}, {"json", path("deep/b.json")}});
  ASSERT_TRUE(files);
  EXPECT_FALSE(std::filesystem::exists(path("a.xml"))) << "nothing is written before the run is sure to start";
  ASSERT_TRUE(files->begin(run_result()));
  EXPECT_EQ(content("a.xml"), *render("junit", run_result()));
  RunResult finished = run_result();
  finished.verdicts.clear();
  ASSERT_TRUE(files->finish(finished));
  EXPECT_EQ(content("a.xml"), *render("junit", finished));
  EXPECT_EQ(content("deep/b.json"), *render("json", finished));
}

TEST_F(ReportFilesTest, AreNotNeeded) {
  const auto files = ReportFiles::open({});
  ASSERT_TRUE(files);
  EXPECT_FALSE(files->uses_standard_output());
  EXPECT_TRUE(files->begin(run_result()));
  EXPECT_TRUE(files->finish(run_result()));
}

TEST_F(ReportFilesTest, MayBeStandardOutputWhichGetsTheReportOnly) {
  const auto files = ReportFiles::open({{"json", "-"}});
  ASSERT_TRUE(files);
  EXPECT_TRUE(files->uses_standard_output());
  ::testing::internal::CaptureStdout();
  EXPECT_TRUE(files->begin(run_result()));
  EXPECT_TRUE(files->finish(run_result()));
  EXPECT_EQ(::testing::internal::GetCapturedStdout(), *render("json", run_result()));
}

TEST_F(ReportFilesTest, ThatCannotBeOpenedAreAllNamed) {
  folder_.write("file", "");
  const auto files = ReportFiles::open({{"junit", path("file/a.xml")}, {"json", path("file/b.json")}});
  ASSERT_FALSE(files);
  ASSERT_EQ(files.error().size(), 2U);
  EXPECT_EQ(files.error()[0].file, path("file/a.xml"));
  EXPECT_EQ(files.error()[1].file, path("file/b.json"));
}

TEST_F(ReportFilesTest, DoNotReplaceWhatTheCommandReads) {
  folder_.write("target.json", "{}");
  std::filesystem::create_symlink(path("target.json"), path("link.json"));
  for (const char* name : {"target.json", "link.json", "./target.json"}) {
    const auto files = ReportFiles::open({{"json", path(name)}}, {"", path("target.json")});
    ASSERT_FALSE(files) << name;
    EXPECT_EQ(files.error().front().file, path(name));
  }
  EXPECT_TRUE(ReportFiles::open({{"json", path("other.json")}}, {"", path("target.json"), path("not-there.json")}));
  EXPECT_EQ(content("target.json"), "{}");
}

TEST_F(ReportFilesTest, AreNamedUnlessTheyAreStandardOutput) {
  const auto files = ReportFiles::open({{"html", path("a.html")}, {"json", "-"}});
  ASSERT_TRUE(files);
  EXPECT_EQ(files->lines(), "html report: " + path("a.html") + "\n");
}

}  // namespace
}  // namespace conform::test
