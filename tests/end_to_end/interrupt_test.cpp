#include <gtest/gtest.h>

#include <atomic>
#include <csignal>

#include "end_to_end/program.hpp"
#include "support/raw_server.hpp"

namespace conform::test {
namespace {

using namespace std::chrono_literals;

class Interrupted : public ::testing::TestWithParam<int> {
 protected:
  [[nodiscard]] std::string result() const { return (folder_.path() / "result.json").string(); }
  [[nodiscard]] std::string junit() const { return (folder_.path() / "junit.xml").string(); }
  [[nodiscard]] Start start_run(const std::string& target) const {
    return start_conform({"run", "--target", target, "--timeout", "600", "--jobs", "2", "--report", "json=" + result(),
                          "--report", "junit=" + junit()});
  }
  void expect_reports() const {
    EXPECT_TRUE(is_valid_result(result()));
    EXPECT_TRUE(is_valid_junit(junit()));
    const auto document = read_json(result());
    EXPECT_EQ(document.at("interrupted"), true);
    EXPECT_GT(document.at("totals").at("errored"), 0);
    EXPECT_NE(document.at("conclusion"), "conformant");
    EXPECT_EQ(document.at("verdicts").size(), document.at("suite").at("cases"));
  }

  ScratchFolder folder_;
};

TEST_P(Interrupted, AmidstARunReportsWhatWasDone) {
  ReferenceServer server{{"--variant", "latency-20ms", "--access-log"}};
  ChildProcess run{start_run(server.target())};
  // The server has been asked to write: some case is on its way.
  ASSERT_TRUE(server.process().wait_for("PUT", patience));
  run.signal(GetParam());
  const Finished finished = finish(run);
  EXPECT_EQ(finished.exit_code, 130) << finished.all();
  EXPECT_LT(finished.took, 30s);
  EXPECT_TRUE(holds(finished.out, "nterrupted")) << finished.out;
  expect_reports();
}

TEST_P(Interrupted, AmidstAnAnswerThatNeverComesEndsAtOnce) {
  std::atomic<bool> asked{false};
  const RawServer server{[&](RawConnection& connection) {
    connection.read_request();
    asked = true;
    asked.notify_all();
    connection.wait_for_close();
  }};
  const auto target = folder_.write("target.json", target_for(server.url()).dump());
  ChildProcess run{start_run(target.string())};
  asked.wait(false);
  run.signal(GetParam());
  const Finished finished = finish(run);
  EXPECT_EQ(finished.exit_code, 130) << finished.all();
  EXPECT_LT(finished.took, 30s);
  expect_reports();
}

// The server asks to be left alone for a minute, which the run does; a person need not wait for that.
TEST_P(Interrupted, AmidstAWaitThatTheServerAskedForEndsAtOnce) {
  std::atomic<bool> asked{false};
  const RawServer server{[&](RawConnection& connection) {
    while (!connection.read_request().empty()) {
      connection.write("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 59\r\nContent-Length: 0\r\n\r\n");
      asked = true;
      asked.notify_all();
    }
  }};
  const auto target = folder_.write("target.json", target_for(server.url()).dump());
  ChildProcess run{start_run(target.string())};
  asked.wait(false);
  run.signal(GetParam());
  const Finished finished = finish(run);
  EXPECT_EQ(finished.exit_code, 130) << finished.all();
  EXPECT_LT(finished.took, 30s);
  expect_reports();
}

INSTANTIATE_TEST_SUITE_P(By, Interrupted, ::testing::Values(SIGINT, SIGTERM),
                         [](const auto& tested) { return tested.param == SIGINT ? "SIGINT" : "SIGTERM"; });

TEST(Killed, RunLeavesAReportThatSaysSo) {
  std::atomic<bool> asked{false};
  const RawServer server{[&](RawConnection& connection) {
    connection.read_request();
    asked = true;
    asked.notify_all();
    connection.wait_for_close();
  }};
  const ScratchFolder folder;
  const auto target = folder.write("target.json", target_for(server.url()).dump());
  const auto junit = folder.write("junit.xml", "of an earlier run");
  const auto result = folder.write("result.json", "of an earlier run");
  ChildProcess run{start_conform({"run", "--target", target.string(), "--timeout", "600", "--report",
                                  "junit=" + junit.string(), "--report", "json=" + result.string()})};
  asked.wait(false);
  run.signal(SIGKILL);
  EXPECT_EQ(finish(run).exit_code, 1000 + SIGKILL);
  EXPECT_TRUE(is_valid_junit(junit));
  EXPECT_TRUE(is_valid_result(result));
  EXPECT_TRUE(holds(read_file(junit), "<error")) << "a run that was killed must not look green";
  EXPECT_EQ(read_json(result).at("conclusion"), "inconclusive");
}

}  // namespace
}  // namespace conform::test
