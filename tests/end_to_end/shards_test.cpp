#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include "end_to_end/program.hpp"

namespace conform::test {
namespace {

using nlohmann::json;

class Shards : public ::testing::Test {
 protected:
  [[nodiscard]] std::string path(const std::string& name) const { return (folder_.path() / name).string(); }
  [[nodiscard]] std::string record_of(std::size_t index) const {
    return path("shard-" + std::to_string(index) + ".json");
  }

  /// All shards, each in a process of its own, concurrently.
  std::vector<int> run_all(const ReferenceServer& server, std::size_t total, const Arguments& more = {}) {
    std::vector<std::unique_ptr<ChildProcess>> processes;
    for (std::size_t index = 1; index <= total; ++index) {
      Arguments arguments{"run",      "-q",
                          "--target", server.target(),
                          "--shard",  std::to_string(index) + "/" + std::to_string(total),
                          "--report", "json=" + record_of(index)};
      arguments.insert(arguments.end(), more.begin(), more.end());
      processes.push_back(std::make_unique<ChildProcess>(start_conform(arguments)));
    }
    std::vector<int> codes;
    for (const auto& process : processes) codes.push_back(finish(*process).exit_code);
    return codes;
  }
  [[nodiscard]] Finished merge(std::size_t total, const Arguments& more = {}) const {
    Arguments arguments{"merge", "-q"};
    for (std::size_t index = total; index >= 1; --index) arguments.push_back(record_of(index));
    arguments.insert(arguments.end(), more.begin(), more.end());
    return conform(arguments);
  }

  ScratchFolder folder_;
};

std::map<std::string, std::string> states_of(const json& result) {
  std::map<std::string, std::string> states;
  for (const json& requirement : result.at("requirements"))
    states.emplace(requirement.at("id").get<std::string>(), requirement.at("status").get<std::string>());
  return states;
}

std::vector<std::string> ids_of(const json& result) {
  std::vector<std::string> ids;
  for (const json& verdict : result.at("verdicts")) ids.push_back(verdict.at("id").get<std::string>());
  return ids;
}

// Without those that name the keys which stay in /attributes: which user had which case differs.
std::vector<std::string> notes_of(const json& result) {
  std::vector<std::string> notes;
  for (const std::string note : result.at("notes")) {
    if (!note.starts_with("New keys of /attributes")) notes.push_back(note);
  }
  return notes;
}

TEST_F(Shards, OfEightProcessesAgreeWithOneRun) {
  const ReferenceServer server{{"--users", "16", "--fault", "unknown-token-accepted:set-user"}};
  const Finished whole = conform({"run", "-q", "--target", server.target(), "--report", "json=" + path("whole.json")});
  const std::vector<int> codes = run_all(server, 8);
  EXPECT_EQ(std::ranges::max(codes), 1);
  const Finished merged =
      merge(8, {"--report", "json=" + path("merged.json"), "--report", "junit=" + path("merged.xml")});
  EXPECT_EQ(merged.exit_code, whole.exit_code) << merged.all();
  const json one = read_json(path("whole.json"));
  const json joined = read_json(path("merged.json"));
  EXPECT_EQ(ids_of(joined), ids_of(one));
  EXPECT_EQ(outcomes_of(joined), outcomes_of(one));
  EXPECT_EQ(joined.at("totals"), one.at("totals"));
  EXPECT_EQ(joined.at("conclusion"), one.at("conclusion"));
  EXPECT_EQ(states_of(joined), states_of(one));
  EXPECT_EQ(joined.at("observations"), one.at("observations"));
  EXPECT_EQ(notes_of(joined), notes_of(one));
  EXPECT_FALSE(joined.contains("shard"));
  EXPECT_TRUE(is_valid_result(path("merged.json")));
  EXPECT_TRUE(is_valid_junit(path("merged.xml")));
}

TEST_F(Shards, WriteNoRecordThatAnotherWrites) {
  const ReferenceServer server{{"--users", "4"}};
  const json target = server.target_document();
  std::set<std::string> seen;
  for (const std::string shard : {"1/2", "2/2"}) {
    const Finished plan = conform({"run", "--target", server.target(), "--shard", shard, "--dry-run", "users"});
    ASSERT_EQ(plan.exit_code, 0) << plan.err;
    for (const json& user : target.at("users")) {
      const auto id = user.at("id").get<std::string>();
      if (holds(plan.out, id)) {
        EXPECT_TRUE(seen.insert(id).second) << id;
      }
    }
  }
  EXPECT_GE(seen.size(), 2U);
}

TEST_F(Shards, SayWhichTheyAre) {
  const ReferenceServer server{{"--users", "4"}};
  run_all(server, 2, {"users/get"});
  const json result = read_json(record_of(2));
  EXPECT_EQ(result.at("shard").at("index"), 2);
  EXPECT_EQ(result.at("shard").at("total"), 2);
  EXPECT_EQ(result.at("shard").at("cases"),
            read_json(record_of(1)).at("verdicts").size() + result.at("verdicts").size());
  EXPECT_TRUE(is_valid_result(record_of(2)));
}

TEST_F(Shards, AreRefusedWithTooFewUsers) {
  const ReferenceServer server{{"--users", "3"}};
  const Finished run = conform({"run", "--target", server.target(), "--shard", "1/2"});
  EXPECT_EQ(run.exit_code, 2) << run.all();
  EXPECT_TRUE(holds(run.err, "give it 4 users, or take at most 1 shard")) << run.err;
}

TEST_F(Shards, AreBalancedByAnEarlierRecord) {
  const ReferenceServer server{{"--users", "4"}};
  ASSERT_EQ(conform({"run", "-q", "--target", server.target(), "--report", "json=" + path("earlier.json"), "users/get"})
                .exit_code,
            0);
  EXPECT_EQ(run_all(server, 2, {"--timings", path("earlier.json"), "users/get"}), (std::vector{0, 0}));
  EXPECT_EQ(merge(2).exit_code, 0);
  EXPECT_EQ(
      conform({"run", "--target", server.target(), "--shard", "1/2", "--timings", path("not-there.json")}).exit_code,
      2);
}

TEST_F(Shards, ComeFromTheEngine) {
  const ReferenceServer server{{"--users", "4"}};
  const auto index = [&](const Variables& variables, const Arguments& more = {}) {
    Arguments arguments{"run",      "-q",   "--target", server.target(),
                        "--shard",  "auto", "--report", "json=" + path("auto.json"),
                        "users/get"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    // What the engine says that these tests run in is not meant.
    Variables all;
    for (const char* name :
         {"CI_NODE_INDEX", "CI_NODE_TOTAL", "TEST_SHARD_INDEX", "TEST_TOTAL_SHARDS", "TEST_SHARD_STATUS_FILE",
          "GTEST_SHARD_INDEX", "GTEST_TOTAL_SHARDS", "GTEST_SHARD_STATUS_FILE", "JOB_COMPLETION_INDEX",
          "CONFORM_SHARDS", "BUILDKITE_PARALLEL_JOB", "BUILDKITE_PARALLEL_JOB_COUNT", "CIRCLE_NODE_INDEX",
          "CIRCLE_NODE_TOTAL"})
      all.emplace(name, "");
    for (const auto& [name, value] : variables) all.insert_or_assign(name, value);
    const Finished run = conform(arguments, all);
    if (run.exit_code != 0) return std::to_string(run.exit_code) + run.err;
    return read_json(path("auto.json")).at("shard").at("index").dump();
  };
  EXPECT_EQ(index({{"CI_NODE_INDEX", "2"}, {"CI_NODE_TOTAL", "2"}}), "2");
  EXPECT_EQ(index({{"JOB_COMPLETION_INDEX", "0"}}, {"--shards", "2"}), "1");
  EXPECT_EQ(index({{"TEST_SHARD_INDEX", "1"}, {"TEST_TOTAL_SHARDS", "2"}, {"TEST_SHARD_STATUS_FILE", path("status")}}),
            "2");
  EXPECT_TRUE(std::filesystem::exists(path("status")));
  EXPECT_TRUE(index({}).starts_with("2conform: --shard auto: no shard variables found")) << index({});
  EXPECT_TRUE(holds(index({{"CI_NODE_INDEX", "3"}, {"CI_NODE_TOTAL", "2"}}), "are not a shard"));
}

TEST_F(Shards, OfOtherNumbersAreRefused) {
  for (const char* bad : {"0/2", "3/2", "1", "x/y"})
    EXPECT_EQ(conform({"run", "--shard", bad, "users/get"}).exit_code, 2) << bad;
  EXPECT_EQ(conform({"run", "--shard", "1/2", "--shards", "2", "users/get"}).exit_code, 2);
  EXPECT_EQ(conform({"run", "--shards", "2", "users/get"}).exit_code, 2);
}

TEST_F(Shards, ThatDoNotBelongTogetherAreNotJoined) {
  const ReferenceServer server{{"--users", "6"}};
  run_all(server, 3, {"users/get"});
  const Finished gap = conform({"merge", record_of(1), record_of(3)});
  EXPECT_EQ(gap.exit_code, 2);
  EXPECT_TRUE(holds(gap.err, "1 of 3 shards are missing: 2/3")) << gap.err;
  const Finished twice = conform({"merge", record_of(1), record_of(2), record_of(2), record_of(3)});
  EXPECT_EQ(twice.exit_code, 2);
  EXPECT_TRUE(holds(twice.err, "is of shard 2/3, like ")) << twice.err;
  ASSERT_EQ(conform({"run", "-q", "--target", server.target(), "--shard", "3/3", "--report", "json=" + record_of(3),
                     "users/put/clear"})
                .exit_code,
            0);
  const Finished other = merge(3);
  EXPECT_EQ(other.exit_code, 2);
  EXPECT_TRUE(holds(other.err, "is of the plan ")) << other.err;
  EXPECT_EQ(conform({"merge", path("not-there.json")}).exit_code, 2);
}

TEST_F(Shards, WithKnownFailuresAgreeWithOneRun) {
  const ReferenceServer server{{"--users", "8", "--fault", "put-merges"}};
  ASSERT_EQ(
      conform({"run", "-q", "--target", server.target(), "--write-known", path("k.json"), "users/put/clear"}).exit_code,
      1);
  json known = read_json(path("k.json"));
  for (json& entry : known.at("waivers")) entry["reason"] = "old";
  json unused = known.at("waivers").front();
  unused["cases"] = {"users/put/clear/not-there"};
  known.at("waivers").push_back(unused);
  const std::string file = folder_.write("known.json", known.dump()).string();
  EXPECT_EQ(run_all(server, 4, {"--known", file, "--strict-known", "users/put/clear"}), (std::vector{0, 0, 0, 0}));
  const Finished merged = merge(4);
  const Finished whole =
      conform({"run", "-q", "--target", server.target(), "--known", file, "--strict-known", "users/put/clear"});
  EXPECT_EQ(merged.exit_code, whole.exit_code) << merged.all();
}

}  // namespace
}  // namespace conform::test
