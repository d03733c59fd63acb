#include <gtest/gtest.h>

#include <algorithm>

#include "end_to_end/program.hpp"

namespace conform::test {
namespace {

/// Runs the program with its standard output in a file.
Finished conform_into(const std::string& file, const Arguments& arguments) {
  Start start = start_conform(arguments);
  const Arguments shell{"/bin/sh", "-c", "exec \"$0\" \"$@\" > " + file};
  start.command.insert(start.command.begin(), shell.begin(), shell.end());
  ChildProcess process{start};
  return finish(process);
}

class Reports : public ::testing::Test {
 protected:
  [[nodiscard]] std::string path(const std::string& name) const { return (folder_.path() / name).string(); }
  ScratchFolder folder_;
};

TEST_F(Reports, RenderedAgainFromTheRecordAreTheSameBytes) {
  const ReferenceServer server{{"--fault", "put-merges"}};
  const std::vector<std::string> formats{"html", "junit", "xunit", "markdown", "json", "har", "github"};
  Arguments run{"run", "-q", "--target", server.target(), "users/put/clear", "users/get", "robustness"};
  Arguments report{"report", "--from", path("run.json")};
  for (const std::string& format : formats) {
    run.insert(run.end(), {"--report", format + "=" + path("run." + format)});
    report.push_back(format + "=" + path("again." + format));
  }
  const Finished ran = conform(run);
  ASSERT_EQ(ran.exit_code, 1) << ran.all();
  const Finished rendered = conform(report);
  EXPECT_EQ(rendered.exit_code, 0) << rendered.all();
  for (const std::string& format : formats) {
    EXPECT_TRUE(read_file(path("again." + format)) == read_file(path("run." + format))) << format;
  }
}

TEST_F(Reports, FromWhatIsNoRecordAreRefused) {
  const auto file = folder_.write("result.json", "{\"format\": 1}");
  const Finished rendered = conform({"report", "junit=" + path("again.xml"), "--from", file.string()});
  EXPECT_EQ(rendered.exit_code, 2) << rendered.all();
  EXPECT_TRUE(holds(rendered.err, file.string())) << rendered.err;
  EXPECT_FALSE(std::filesystem::exists(path("again.xml")));
  EXPECT_EQ(conform({"report", "junit=-", "--from", path("not-there.json")}).exit_code, 2);
  EXPECT_EQ(conform({"report", "--from", file.string()}).exit_code, 2);
}

TEST_F(Reports, AndOtherCommandsReadResultsOfTheLastFormat) {
  nlohmann::json last = read_json(CONFORM_SOURCE_DIR "/tests/data/results/format-1.json");
  const std::string file = folder_.write("last.json", last.dump()).string();
  const Finished rendered = conform({"report", "json=" + path("again.json"), "--from", file});
  EXPECT_EQ(rendered.exit_code, 0) << rendered.all();
  EXPECT_TRUE(is_valid_result(path("again.json")));
  const Finished compared = conform({"diff", file, path("again.json")});
  EXPECT_EQ(compared.exit_code, 0) << compared.all();
  EXPECT_TRUE(holds(compared.out, "0 regressions")) << compared.out;
  last["shard"] = {{"index", 1}, {"total", 1}, {"cases", last.at("verdicts").size()}, {"plan", "x"}};
  const std::string shard = folder_.write("shard.json", last.dump()).string();
  const Finished merged = conform({"merge", shard, "--report", "json=" + path("merged.json")});
  EXPECT_NE(merged.exit_code, 2) << merged.all();
  EXPECT_TRUE(is_valid_result(path("merged.json")));
}

TEST_F(Reports, ForGithubGoToStandardOutputByThemselves) {
  const Finished run = conform({"run", "-q", "--report", "github", "users/get"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_TRUE(run.out.starts_with("::notice title=conform::Incomplete")) << run.out;
  EXPECT_TRUE(holds(run.err, "Incomplete: ")) << run.err;
  EXPECT_EQ(conform({"run", "--report", "html", "users/get"}).exit_code, 2);
  EXPECT_EQ(conform({"run", "--report", "github=", "users/get"}).exit_code, 2);
}

TEST_F(Reports, KeepEveryExchangeWhereOneOfThemShowsIt) {
  ASSERT_EQ(conform({"run", "-q", "users/get", "--report", "json=" + path("few.json")}).exit_code, 0);
  ASSERT_EQ(
      conform({"run", "-q", "users/get", "--report", "json=" + path("all.json"), "--report", "har=" + path("all.har")})
          .exit_code,
      0);
  const auto exchanges = [&](const std::string& name) {
    std::size_t count = 0;
    const nlohmann::json result = read_json(path(name));
    for (const auto& verdict : result.at("verdicts")) count += verdict.at("exchanges").size();
    return count;
  };
  EXPECT_EQ(exchanges("few.json"), 0U);
  EXPECT_GT(exchanges("all.json"), 0U);
  EXPECT_EQ(read_json(path("all.har")).at("log").at("entries").size(), exchanges("all.json"));
  EXPECT_FALSE(holds(read_file(path("all.har")), "Bearer ey"));
}

TEST_F(Reports, SayWhatTheRunWasMadeWithAndHowLongAnswersTook) {
  ASSERT_EQ(conform({"run", "-q", "--seed", "7", "users/get", "--report", "json=" + path("run.json")}).exit_code, 0);
  const auto result = read_json(path("run.json"));
  const auto& environment = result.at("environment");
  for (const nlohmann::json& entry :
       {nlohmann::json{{"name", "seed"}, {"value", "7"}}, nlohmann::json{{"name", "order of members"}, {"value", "1"}}})
    EXPECT_NE(std::ranges::find(environment, entry), environment.end()) << entry;
  ASSERT_FALSE(result.at("latencies").empty());
  for (const auto& latency : result.at("latencies")) EXPECT_FALSE(latency.at("durationsMs").empty());
}

TEST_F(Reports, ThatStandardOutputCannotTakeAreNoSuccess) {
  EXPECT_EQ(conform_into("/dev/full", {"run", "-q", "users/get"}).exit_code, 2);
  EXPECT_EQ(conform_into("/dev/full", {"list", "cases"}).exit_code, 2);
  EXPECT_EQ(conform_into("/dev/full", {"--help"}).exit_code, 2);
  const ReferenceServer server{{"--fault", "put-merges"}};
  EXPECT_EQ(conform_into("/dev/full", {"run", "-q", "--target", server.target(), "users/put/clear"}).exit_code, 1);
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
    auto result = read_json(path("jobs.json"));
    std::vector<std::string> ids;
    for (const auto& verdict : result.at("verdicts")) ids.push_back(verdict.at("id").get<std::string>());
    return std::pair{ids, outcomes_of(result)};
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

TEST_F(Reports, ShowPassedCasesWithTheirExchangesWhenVerbose) {
  const Finished run = conform({"run", "--verbose", "users/get"});
  EXPECT_EQ(run.exit_code, 0) << run.all();
  EXPECT_TRUE(holds(run.out, "\nPassed: ")) << run.out;
  EXPECT_TRUE(holds(run.out, "\n> GET /users/")) << run.out;
  EXPECT_FALSE(holds(conform({"run", "users/get"}).out, "\n> GET /users/"));
}

TEST_F(Reports, GroupByAreaWhatAShortRunLeavesOpen) {
  const Finished run = conform({"run", "users/get"});
  EXPECT_TRUE(holds(run.out, "\n  Merge (updateUser): ")) << run.out;
  EXPECT_FALSE(holds(run.out, "\n  UPDATE-CONCURRENT")) << run.out;
  EXPECT_TRUE(holds(conform({"run", "--verbose", "users/get"}).out, "\n  UPDATE-CONCURRENT"));
}

TEST_F(Reports, SayHowToRunACaseAgain) {
  const ReferenceServer server{{"--fault", "put-merges"}};
  const Finished run = conform({"run", "--target", server.target(), "users/put/clear/few-attributes"});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_TRUE(holds(run.out, "conform run users/put/clear/few-attributes --target " + server.target())) << run.out;
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
