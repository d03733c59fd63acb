#include <gtest/gtest.h>

#include <algorithm>

#include "end_to_end/program.hpp"

namespace conform::test {
namespace {

class Reports : public ::testing::Test {
 protected:
  [[nodiscard]] std::string path(const std::string& name) const { return (folder_.path() / name).string(); }
  ScratchFolder folder_;
};

TEST_F(Reports, RenderedAgainFromTheRecordAreTheSameBytes) {
  const ReferenceServer server{{"--fault", "put-merges"}};
  ASSERT_EQ(conform({"run", "-q", "--target", server.target(), "--report", "junit=" + path("run.xml"), "--report",
                     "json=" + path("run.json"), "users/put", "users/get"})
                .exit_code,
            1);
  const Finished rendered =
      conform({"report", "junit=" + path("again.xml"), "json=" + path("again.json"), "--from", path("run.json")});
  EXPECT_EQ(rendered.exit_code, 0) << rendered.all();
  EXPECT_EQ(read_file(path("again.xml")), read_file(path("run.xml")));
  EXPECT_EQ(read_file(path("again.json")), read_file(path("run.json")));
}

TEST_F(Reports, FromWhatIsNoRecordAreRefused) {
  const auto file = folder_.write("record.json", "{\"format\": 1}");
  const Finished rendered = conform({"report", "junit=" + path("again.xml"), "--from", file.string()});
  EXPECT_EQ(rendered.exit_code, 2) << rendered.all();
  EXPECT_TRUE(holds(rendered.err, file.string())) << rendered.err;
  EXPECT_FALSE(std::filesystem::exists(path("again.xml")));
  EXPECT_EQ(conform({"report", "junit=-", "--from", path("not-there.json")}).exit_code, 2);
  EXPECT_EQ(conform({"report", "--from", file.string()}).exit_code, 2);
}

TEST_F(Reports, OnStandardOutputLeaveItToTheReport) {
  const Finished run = conform({"run", "--report", "json=-", "users/get"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(nlohmann::json::parse(run.out).at("conclusion"), "incomplete");
  EXPECT_TRUE(holds(run.err, "Incomplete: ")) << run.err;
}

TEST_F(Reports, AreTheSameButForTimesWhateverTheNumberOfJobs) {
  const ReferenceServer server{{"--fault", "put-merges"}};
  const auto record_with = [&](const std::string& jobs) {
    static_cast<void>(conform({"run", "-q", "--target", server.target(), "--jobs", jobs, "--seed", "7", "--report",
                               "json=" + path("jobs.json"), "users/put/clear", "existence"}));
    auto record = read_json(path("jobs.json"));
    std::vector<std::string> ids;
    for (const auto& verdict : record.at("verdicts")) ids.push_back(verdict.at("id").get<std::string>());
    return std::pair{ids, outcomes_of(record)};
  };
  EXPECT_EQ(record_with("1"), record_with("4"));
}

TEST_F(Reports, HaveNoColoursInAPipe) {
  const ReferenceServer server{{"--fault", "put-merges"}};
  const Arguments command{"run", "--target", server.target(), "users/put/clear"};
  const Finished run = conform(command, {{"TERM", "xterm-256color"}, {"CLICOLOR", "1"}});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_FALSE(holds(run.all(), "\x1b")) << run.all();
  Arguments coloured = command;
  coloured.insert(coloured.end(), {"--color", "always"});
  EXPECT_TRUE(holds(conform(coloured).out, "\x1b["));
}

TEST_F(Reports, AreShortWhenQuiet) {
  const Finished run = conform({"run", "-q", "users/get"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_EQ(run.err, "");
  EXPECT_LE(std::count(run.out.begin(), run.out.end(), '\n'), 4) << run.out;
  EXPECT_TRUE(holds(run.out, "Incomplete: ")) << run.out;
}

TEST_F(Reports, ShowTheExchangesOfFailedCasesWhenVerbose) {
  const ReferenceServer server{{"--fault", "put-merges"}};
  const Arguments command{"run", "--target", server.target(), "users/put/clear"};
  Arguments verbose = command;
  verbose.emplace_back("--verbose");
  EXPECT_FALSE(holds(conform(command).out, "\n< 200 "));
  const Finished run = conform(verbose);
  EXPECT_TRUE(holds(run.out, "\n> PUT ")) << run.out;
  EXPECT_TRUE(holds(run.out, "\n< 200 ")) << run.out;
}

}  // namespace
}  // namespace conform::test
