#include <gtest/gtest.h>

#include "end_to_end/program.hpp"
#include "support/closed_port.hpp"
#include "support/raw_server.hpp"

namespace conform::test {
namespace {

using namespace std::chrono_literals;

TEST(Unreachable, ClosedPortIsNoVerdictOnTheServer) {
  const ClosedPort port;
  const ScratchFolder folder;
  const auto target = folder.write("target.json", target_for(port.url()).dump());
  const auto result = folder.path() / "result.json";
  const auto junit = folder.path() / "junit.xml";
  const Finished run = conform({"run", "--target", target.string(), "--report", "json=" + result.string(), "--report",
                                "junit=" + junit.string()});
  EXPECT_EQ(run.exit_code, 3) << run.all();
  EXPECT_LT(run.took, 30s);
  EXPECT_TRUE(holds(run.out, "could not be reached")) << run.out;
  EXPECT_TRUE(holds(run.out, "Inconclusive")) << run.out;
  const auto document = read_json(result);
  EXPECT_EQ(document.at("conclusion"), "inconclusive");
  EXPECT_EQ(document.at("totals").at("errored"), document.at("verdicts").size());
  EXPECT_TRUE(is_valid_result(result));
  EXPECT_TRUE(is_valid_junit(junit));
  EXPECT_FALSE(holds(read_file(junit), "<failure")) << "an unreachable server has violated nothing";
}

TEST(Unreachable, NameThatDoesNotExistIsNoVerdictOnTheServer) {
  const ScratchFolder folder;
  auto target = target_for("http://conform.invalid");
  target["allowWrites"] = true;
  const Finished run = conform({"run", "-q", "--target", folder.write("target.json", target.dump()).string()});
  EXPECT_EQ(run.exit_code, 3) << run.all();
}

// Some requests are waited for, not thousands: a silent server must not hold up a gate for hours. It shows no original,
// so nothing is written, and nothing is known of it.
TEST(Unreachable, ServerThatNeverAnswersIsNoVerdictInBoundedTime) {
  const RawServer server{[](RawConnection& connection) { connection.wait_for_close(); }};
  const ScratchFolder folder;
  const auto target = folder.write("target.json", target_for(server.url()).dump());
  const auto result = folder.path() / "result.json";
  const Finished run = conform({"run", "-q", "--target", target.string(), "--timeout", "0.3", "--report",
                                "json=" + result.string(), "users/patch", "users/put", "attributes"});
  EXPECT_EQ(run.exit_code, 3) << run.all();
  EXPECT_LT(run.took, 60s);
  EXPECT_FALSE(has_finding(read_json(result), "contract.answer", "ANSWER-COMPLETE"));
}

TEST(Unreachable, GarbageInsteadOfHttpFailsTheRun) {
  const RawServer server{[](RawConnection& connection) {
    connection.read_request();
    connection.write("\x16\x03\x01 this is not HTTP\r\n\r\n");
  }};
  const ScratchFolder folder;
  const auto target = folder.write("target.json", target_for(server.url()).dump());
  const auto result = folder.path() / "result.json";
  const Finished run = conform(
      {"run", "-q", "--target", target.string(), "--report", "json=" + result.string(), "users/patch", "users/get"});
  EXPECT_EQ(run.exit_code, 1) << run.all();
  EXPECT_TRUE(has_finding(read_json(result), "contract.answer", "ANSWER-COMPLETE"));
}

TEST(Unreachable, ServerThatHangsUpFailsTheRun) {
  const RawServer server{[](RawConnection& connection) { connection.read_request(); }};
  const ScratchFolder folder;
  const auto target = folder.write("target.json", target_for(server.url()).dump());
  const Finished run = conform({"run", "-q", "--target", target.string(), "users/patch", "users/get"});
  EXPECT_EQ(run.exit_code, 1) << run.all();
}

}  // namespace
}  // namespace conform::test
