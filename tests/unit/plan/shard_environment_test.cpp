#include "plan/shard_environment.hpp"

#include <gtest/gtest.h>

#include <map>

namespace conform {
namespace {

using Variables = std::map<std::string, std::string, std::less<>>;

Result<EngineShard> from(const Variables& variables, std::size_t total = 0) {
  return shard_from_environment(
      [&](std::string_view name) -> std::optional<std::string> {
        const auto found = variables.find(name);
        return found == variables.end() ? std::nullopt : std::optional{found->second};
      },
      total);
}

std::string refusal(const Variables& variables, std::size_t total = 0) {
  const auto found = from(variables, total);
  return found ? "taken as " + to_string(found->shard) : to_string(found.error().front());
}

EngineShard shard(std::size_t index, std::size_t total, std::string engine, std::string status_file = {}) {
  return {
      .shard = {.index = index, .total = total}, .engine = std::move(engine), .status_file = std::move(status_file)};
}

TEST(ShardEnvironment, ReadsEveryEngine) {
  EXPECT_EQ(from({{"CI_NODE_INDEX", "3"}, {"CI_NODE_TOTAL", "8"}}).value(), shard(3, 8, "GitLab"));
  EXPECT_EQ(from({{"TEST_SHARD_INDEX", "0"}, {"TEST_TOTAL_SHARDS", "8"}, {"TEST_SHARD_STATUS_FILE", "/s"}}).value(),
            shard(1, 8, "Bazel", "/s"));
  EXPECT_EQ(from({{"GTEST_SHARD_INDEX", "7"}, {"GTEST_TOTAL_SHARDS", "8"}}).value(), shard(8, 8, "GoogleTest"));
  EXPECT_EQ(from({{"JOB_COMPLETION_INDEX", "4"}, {"CONFORM_SHARDS", "5"}}).value(), shard(5, 5, "Kubernetes"));
  EXPECT_EQ(from({{"BUILDKITE_PARALLEL_JOB", "1"}, {"BUILDKITE_PARALLEL_JOB_COUNT", "3"}}).value(),
            shard(2, 3, "Buildkite"));
  EXPECT_EQ(from({{"CIRCLE_NODE_INDEX", "1"}, {"CIRCLE_NODE_TOTAL", "2"}}).value(), shard(2, 2, "CircleCI"));
}

TEST(ShardEnvironment, TakesTheNumberFromTheCommandLineWhereTheEngineHasNone) {
  EXPECT_EQ(from({{"JOB_COMPLETION_INDEX", "4"}}, 5).value(), shard(5, 5, "Kubernetes"));
  EXPECT_EQ(
      refusal({{"JOB_COMPLETION_INDEX", "4"}}),
      "--shard auto: JOB_COMPLETION_INDEX is set, but CONFORM_SHARDS is not (set CONFORM_SHARDS, or pass --shards N)");
  EXPECT_EQ(refusal({{"JOB_COMPLETION_INDEX", "4"}, {"CONFORM_SHARDS", "5"}}, 6),
            "--shard auto: --shards 6 contradicts CONFORM_SHARDS=5");
}

TEST(ShardEnvironment, RefusesWhatIsNoShard) {
  for (const char* index : {"0", "9", "-1", "x", "1.5", " 1", "99999999999999999999"})
    EXPECT_EQ(refusal({{"CI_NODE_INDEX", index}, {"CI_NODE_TOTAL", "8"}}),
              "--shard auto: CI_NODE_INDEX=" + std::string{index} +
                  " and CI_NODE_TOTAL=8 are not a shard (CI_NODE_INDEX counts from 1, up to 1024 shards)");
  EXPECT_FALSE(from({{"TEST_SHARD_INDEX", "8"}, {"TEST_TOTAL_SHARDS", "8"}}));
  EXPECT_FALSE(from({{"TEST_SHARD_INDEX", "0"}, {"TEST_TOTAL_SHARDS", "0"}}));
  EXPECT_FALSE(from({{"TEST_SHARD_INDEX", "0"}, {"TEST_TOTAL_SHARDS", "100000"}}));
  EXPECT_EQ(refusal({{"TEST_TOTAL_SHARDS", "8"}}),
            "--shard auto: TEST_TOTAL_SHARDS is set, but TEST_SHARD_INDEX is not");
}

TEST(ShardEnvironment, RefusesEnginesThatContradictEachOther) {
  EXPECT_EQ(
      refusal({{"CI_NODE_INDEX", "3"}, {"CI_NODE_TOTAL", "8"}, {"CIRCLE_NODE_INDEX", "0"}, {"CIRCLE_NODE_TOTAL", "2"}}),
      "--shard auto: GitLab says 3/8, CircleCI says 1/2 (choose with --shard I/N)");
  EXPECT_EQ(from({{"CI_NODE_INDEX", "3"},
                  {"CI_NODE_TOTAL", "8"},
                  {"TEST_SHARD_INDEX", "2"},
                  {"TEST_TOTAL_SHARDS", "8"},
                  {"TEST_SHARD_STATUS_FILE", "/s"}})
                .value(),
            shard(3, 8, "GitLab", "/s"));
}

TEST(ShardEnvironment, LetsOneThatRunsOneJobStandBack) {
  EXPECT_EQ(from({{"CI_NODE_TOTAL", "1"}, {"TEST_SHARD_INDEX", "1"}, {"TEST_TOTAL_SHARDS", "4"}}).value(),
            shard(2, 4, "Bazel"));
  EXPECT_EQ(from({{"CIRCLE_NODE_INDEX", "0"},
                  {"CIRCLE_NODE_TOTAL", "1"},
                  {"TEST_SHARD_INDEX", "1"},
                  {"TEST_TOTAL_SHARDS", "4"}})
                .value(),
            shard(2, 4, "Bazel"));
  EXPECT_EQ(from({{"CIRCLE_NODE_INDEX", "0"}, {"CIRCLE_NODE_TOTAL", "1"}}).value(), shard(1, 1, "CircleCI"));
}

TEST(ShardEnvironment, HasToHaveAnEngine) {
  for (const Variables& none : {Variables{}, Variables{{"CONFORM_SHARDS", "4"}}, Variables{{"CI_NODE_TOTAL", "1"}},
                                Variables{{"CI_NODE_INDEX", ""}, {"CI_NODE_TOTAL", ""}}})
    EXPECT_TRUE(refusal(none).starts_with(
        "--shard auto: no shard variables found in the environment (looked for CI_NODE_INDEX and"))
        << refusal(none);
}

}  // namespace
}  // namespace conform
