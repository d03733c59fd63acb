// What a run prints for people and for logs.
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "end_to_end/program.hpp"
#include "end_to_end/user_data_reader.hpp"
#include "support/closed_port.hpp"

namespace conform::test {
namespace {

using nlohmann::json;

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
  const ReferenceServer server{{"--fault", "media-type-html:update-user"}};
  const Finished run = conform({"run", "--target", server.target(), "users/patch"});
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

// A job that is red must say so, and why.
TEST(RequireComplete, FailsInEveryReportAndNamesWhatTheTargetLacks) {
  const ReferenceServer server{{"--users", "1"}};
  const ScratchFolder folder;
  json document = server.target_document();
  for (const char* actor : {"reader", "unlinked", "expired", "admin"}) document["actors"].erase(actor);
  const auto target = folder.write("target.json", document.dump());
  const auto path = [&](const char* name) { return (folder.path() / name).string(); };
  const Finished run = conform({"run", "--target", target.string(), "users/get", "auth", "--require-complete",
                                "--report", "junit=" + path("junit.xml"), "--report", "html=" + path("report.html"),
                                "--report", "github=" + path("github.txt"), "--report", "json=" + path("result.json")});
  EXPECT_EQ(run.exit_code, 3) << run.all();
  EXPECT_TRUE(holds(run.out, "\nFailed (--require-complete): ")) << run.out;
  for (const char* lack : {"a second user", "the actor expired", "the actor reader"})
    EXPECT_TRUE(holds(run.out, lack)) << lack << '\n' << run.out;
  EXPECT_TRUE(
      holds(read_file(path("junit.xml")), "<failure type=\"incomplete\" message=\"Failed (--require-complete): "));
  EXPECT_TRUE(holds(read_file(path("report.html")), "conclusion nonconformant"));
  EXPECT_TRUE(holds(read_file(path("github.txt")), "::error title=conform::Failed (--require-complete): "));
  EXPECT_EQ(conform({"report", "markdown=-", "--from", path("result.json")}).out.rfind("## ❌", 0), 0U)
      << "the result knows it, too";
  EXPECT_EQ(conform({"run", "--target", target.string(), "users/get"}).exit_code, 0) << "without the flag";
}

TEST(MaxRequests, AreNotExceededAndUsersAreRestored) {
  const ReferenceServer server;
  json target = server.target_document();
  make_unmistakable(target);
  const Everything before = everything(target);
  const Finished run = conform({"run", "--target", server.target(), "--max-requests", "200", "users/patch"});
  EXPECT_EQ(run.exit_code, 3) << run.all();
  EXPECT_TRUE(holds(run.err, "; at most 200 (--max-requests)")) << run.err;
  EXPECT_TRUE(holds(run.out, "the run has sent its 200 requests (--max-requests)")) << run.out;
  EXPECT_EQ(everything(target), before);
}

TEST(Output, RefusesAReportOverAFileThatIsRead) {
  const ReferenceServer server;
  const ScratchFolder folder;
  const auto target = folder.write("target.json", server.target_document().dump());
  const Finished run = conform({"run", "--target", target.string(), "--report", "junit=" + target.string()});
  EXPECT_EQ(run.exit_code, 2) << run.all();
  EXPECT_TRUE(holds(run.err, "would be written over a file that this command reads")) << run.err;
  EXPECT_EQ(read_json(target), server.target_document());
}

}  // namespace
}  // namespace conform::test
