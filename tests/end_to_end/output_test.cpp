// What a run prints for people and for logs.
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "end_to_end/program.hpp"
#include "support/closed_port.hpp"

namespace conform::test {
namespace {

std::string longest_line(const std::string& text) {
  std::string longest;
  std::istringstream lines{text};
  for (std::string line; std::getline(lines, line);) {
    if (line.size() > longest.size()) longest = line;
  }
  return longest;
}

TEST(Output, IsNotWrappedAndHasNoControlCodesInAPipe) {
  const ReferenceServer server{{"--fault", "put-merges"}};
  const Finished run = conform({"run", "--target", server.target(), "users/put/clear"});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_FALSE(holds(run.all(), "\x1b"));
  EXPECT_FALSE(holds(run.all(), "\r"));
  EXPECT_TRUE(holds(run.out, "should-level findings; ")) << "the totals are one line\n" << run.out;
  EXPECT_GT(longest_line(run.out).size(), 100U);
}

TEST(Output, NamesTheReportsThatWereWritten) {
  const ScratchFolder folder;
  const std::string html = (folder.path() / "report.html").string();
  const Arguments arguments{"run", "users/get", "--report", "html=" + html};
  const Finished run = conform(arguments);
  EXPECT_TRUE(run.out.ends_with("html report: " + html + "\n")) << run.out;
  Arguments quiet = arguments;
  quiet.emplace_back("-q");
  EXPECT_FALSE(holds(conform(quiet).out, html));
}

TEST(Output, CountsObservationsAndListsThemWhenVerbose) {
  const Finished run = conform({"run", "users/patch/null"});
  EXPECT_TRUE(holds(run.out, "(--verbose lists them, conform help readings")) << run.out;
  EXPECT_FALSE(holds(run.out, "null-on-patch: ")) << run.out;
  EXPECT_TRUE(holds(conform({"run", "-v", "users/patch/null"}).out, "null-on-patch: "));
}

TEST(Output, IsAFewLinesWhenTheServerIsNotThere) {
  const ClosedPort port;
  const ScratchFolder folder;
  const auto target = folder.write("target.json", target_for(port.url()).dump());
  for (const bool quiet : {false, true}) {
    Arguments arguments{"run", "--target", target.string()};
    if (quiet) arguments.emplace_back("-q");
    const Finished run = conform(arguments);
    EXPECT_EQ(run.exit_code, 3);
    EXPECT_LE(std::ranges::count(run.all(), '\n'), 10) << run.all();
    EXPECT_TRUE(holds(run.out, "could not be reached")) << run.out;
  }
}

TEST(Output, HasEachReasonAtMostFiveTimes) {
  const ReferenceServer server{{"--fault", "body-truncated:get-user"}};
  const Finished run = conform({"run", "--target", server.target(), "users/get", "users/patch/merge"});
  EXPECT_EQ(run.exit_code, 1);
  std::map<std::string, int> reasons;
  std::istringstream lines{run.err};
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("FAILED ")) continue;
    std::string reason = line.substr(line.find(": "));
    std::erase_if(reason, [](char c) { return c >= '0' && c <= '9'; });
    ++reasons[reason];
  }
  ASSERT_FALSE(reasons.empty()) << run.err;
  for (const auto& [reason, count] : reasons) EXPECT_LE(count, 5) << reason;
  EXPECT_TRUE(holds(run.err, " more like FAILED: ")) << run.err;
}

TEST(Output, RefusesAReportOverAFileThatIsRead) {
  const ReferenceServer server;
  const ScratchFolder folder;
  const auto target = folder.write("target.json", server.target_document().dump());
  const Finished run = conform({"run", "--target", target.string(), "--report", "junit=" + target.string()});
  EXPECT_EQ(run.exit_code, 2) << run.all();
  EXPECT_TRUE(holds(run.err, "would be written over a file that is read")) << run.err;
  EXPECT_EQ(read_json(target), server.target_document());
}

}  // namespace
}  // namespace conform::test
