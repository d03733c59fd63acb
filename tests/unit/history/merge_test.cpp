#include "history/merge.hpp"

#include <gtest/gtest.h>

#include "run/engine/result_builder.hpp"
#include "unit/waivers/verdicts.hpp"

namespace conform::test {
namespace {

using namespace std::chrono_literals;

const auto noon = std::chrono::sys_days{std::chrono::year{2026} / 11 / 20} + 12h;

RequirementResult requirement(RequirementState state, std::vector<std::string> cases) {
  RequirementResult made;
  made.id = "UPDATE-MERGE";
  made.state = state;
  made.cases = std::move(cases);
  return made;
}

NamedResult shard(std::size_t index, std::size_t total, std::vector<Verdict> verdicts,
                  RequirementState state = RequirementState::unverified) {
  RunResult result;
  result.suite = {.name = "suite", .version = "1", .cases = 9};
  result.target = {.name = "staging", .base_url = "https://user.example/user/2024-3", .api_version = "2024-3"};
  result.started_at = noon + std::chrono::seconds{index};
  result.took = 10s;
  result.shard = ShardInfo{.index = index, .total = total, .cases = 4, .plan = "abc"};
  std::vector<std::string> ids;
  for (const Verdict& verdict : verdicts) ids.push_back(verdict.id);
  result.requirements = {requirement(state, ids)};
  result.verdicts = std::move(verdicts);
  summarize(result);
  return {.name = "shard-" + std::to_string(index) + ".json", .result = std::move(result)};
}

std::vector<NamedResult> both() {
  return {
      shard(2, 2, {ended("b", OutcomeKind::passed), failed("d", {finding("/data/id")})}, RequirementState::violated),
      shard(1, 2, {ended("a", OutcomeKind::passed), ended("c", OutcomeKind::skipped)}, RequirementState::verified)};
}

std::vector<std::string> diagnostics(std::vector<NamedResult> records) {
  std::vector<std::string> lines;
  const auto merged = merge_shards(std::move(records));
  if (merged) return lines;
  for (const Diagnostic& diagnostic : merged.error()) lines.push_back(to_string(diagnostic));
  return lines;
}

using Lines = std::vector<std::string>;

TEST(Merge, MakesTheRecordOfOneRun) {
  const auto merged = merge_shards(both());
  ASSERT_TRUE(merged);
  std::vector<std::string> ids;
  for (const Verdict& verdict : merged->verdicts) ids.push_back(verdict.id);
  EXPECT_EQ(ids, (Lines{"a", "b", "c", "d"}));
  EXPECT_FALSE(merged->shard);
  EXPECT_EQ(merged->totals, (Totals{.passed = 2,
                                    .failed = 1,
                                    .skipped = 1,
                                    .errored = 0,
                                    .waived = 0,
                                    .must_findings = 1,
                                    .should_findings = 0}));
  EXPECT_EQ(merged->conclusion, Conclusion::nonconformant);
  EXPECT_EQ(merged->started_at, noon + 1s);
  EXPECT_EQ(merged->took, 11s);
  EXPECT_EQ(merged->requirements, (std::vector{requirement(RequirementState::violated, {"a", "b", "c", "d"})}));
}

TEST(Merge, TakesNotesOnceAndInterruptionsOver) {
  auto records = both();
  records[0].result.notes = {"getUser is not offered", "slow"};
  records[1].result.notes = {"getUser is not offered"};
  records[0].result.interrupted = true;
  const auto merged = merge_shards(std::move(records));
  ASSERT_TRUE(merged);
  EXPECT_EQ(merged->notes, (Lines{"getUser is not offered", "slow"}));
  EXPECT_TRUE(merged->interrupted);
}

TEST(Merge, JoinsWhatTheShardsMeasuredAndLeftBehind) {
  auto records = both();
  records[0].result.latencies = {{.operation = "setUser", .took = {1ms, 4ms}}, {.operation = "getUser", .took = {2ms}}};
  records[1].result.latencies = {{.operation = "setUser", .took = {2ms, 3ms}}};
  records[0].result.environment = {{.name = "libcurl", .value = "7.88.1"}, {.name = "seed", .value = "7"}};
  records[1].result.environment = {{.name = "libcurl", .value = "7.88.1"}, {.name = "seed", .value = "8"}};
  records[0].result.restoration = {.unrestored = {{.actor = "user-2", .what = "x", .reason = "y"}},
                                   .journal = "2.json"};
  records[1].result.restoration = {.unrestored = {}, .journal = "1.json"};
  records[0].result.lag = {.late_reads = 2, .longest = 5ms};
  records[1].result.lag = {.late_reads = 1, .longest = 9ms};
  records[0].result.target.insecure = true;
  const auto merged = merge_shards(std::move(records));
  ASSERT_TRUE(merged);
  EXPECT_EQ(merged->latencies, (std::vector<Latency>{{.operation = "setUser", .took = {1ms, 2ms, 3ms, 4ms}},
                                                     {.operation = "getUser", .took = {2ms}}}));
  EXPECT_EQ(merged->environment,
            (std::vector<EnvironmentEntry>{{.name = "libcurl", .value = "7.88.1"}, {.name = "seed", .value = "8, 7"}}));
  EXPECT_EQ(merged->restoration.unrestored.size(), 1U);
  EXPECT_EQ(merged->restoration.journal, "1.json\n2.json");
  EXPECT_EQ(merged->lag, (ReadLag{.late_reads = 3, .longest = 9ms}));
  EXPECT_TRUE(merged->target.insecure);
}

TEST(Merge, CountsAVerifiedRequirementOnceAnyShardHasSeenIt) {
  auto records = both();
  records[0] = shard(2, 2, {ended("b", OutcomeKind::passed), ended("d", OutcomeKind::passed)});
  const auto merged = merge_shards(std::move(records));
  ASSERT_TRUE(merged);
  EXPECT_EQ(merged->requirements.front().state, RequirementState::verified);
  EXPECT_EQ(merged->conclusion, Conclusion::conformant);
}

TEST(Merge, RefusesAShardThatIsMissing) {
  EXPECT_EQ(diagnostics({shard(2, 4, {}), shard(3, 4, {})}),
            Lines{"2 of 4 shards are missing: 1/4, 4/4 (pass the results of all shards)"});
}

TEST(Merge, RefusesAShardThatIsThereTwice) {
  auto records = both();
  records.push_back(records.front());
  records.back().name = "again.json";
  EXPECT_EQ(diagnostics(std::move(records)), Lines{"again.json: is of shard 2/2, like shard-2.json"});
}

TEST(Merge, RefusesACaseInTwoShardsOrInNone) {
  EXPECT_EQ(
      diagnostics({shard(1, 2, {ended("a", OutcomeKind::passed), ended("b", OutcomeKind::passed)}),
                   shard(2, 2, {ended("b", OutcomeKind::passed), ended("c", OutcomeKind::passed)})}),
      Lines{"shard-2.json: has the case b, which shard-1.json has too (were the shards given the same --timings?)"});
  EXPECT_EQ(
      diagnostics({shard(1, 2, {ended("a", OutcomeKind::passed)}), shard(2, 2, {ended("b", OutcomeKind::passed)})}),
      Lines{"the shards have 2 of 4 cases of their plan (were they given the same --timings?)"});
}

TEST(Merge, RefusesWhatIsNoShard) {
  auto records = both();
  records[1].result.shard.reset();
  EXPECT_EQ(diagnostics(std::move(records)),
            Lines{"shard-1.json: not a shard result: made without --shard (run each shard with --shard I/N)"});
  EXPECT_EQ(diagnostics({}), Lines{"there is no result to merge"});
}

TEST(Merge, RefusesWhatDoesNotBelongTogether) {
  const auto with = [](auto change) {
    auto records = both();
    change(records[1].result);
    return diagnostics(std::move(records));
  };
  EXPECT_EQ(with([](RunResult& result) { result.suite.version = "2"; }),
            Lines{"shard-1.json: is of the suite \"suite 2\", shard-2.json of \"suite 1\""});
  EXPECT_EQ(with([](RunResult& result) { result.target.name = "production"; }),
            Lines{"shard-1.json: is of the target \"production\", shard-2.json of \"staging\""});
  EXPECT_EQ(with([](RunResult& result) { result.target.base_url += "/"; }).size(), 1U);
  EXPECT_EQ(with([](RunResult& result) { result.target.api_version = "2025-1"; }).size(), 1U);
  EXPECT_EQ(with([](RunResult& result) { result.fail_on = Level::should; }).size(), 1U);
  EXPECT_EQ(with([](RunResult& result) { result.suite.cases = 10; }).size(), 1U);
  EXPECT_EQ(with([](RunResult& result) { result.shard->plan = "xyz"; }).size(), 1U);
  EXPECT_EQ(with([](RunResult& result) { result.shard->total = 3; }).size(), 1U);
  EXPECT_EQ(with([](RunResult& result) { result.shard->index = 3; }).size(), 2U);
  EXPECT_EQ(with([](RunResult& result) { result.waivers = {entry()}; }).size(), 1U);
  EXPECT_EQ(with([](RunResult& result) { result.strict_known = true; }).size(), 1U);
  EXPECT_EQ(with([](RunResult& result) {
              result.suite.version = "2";
              result.target.name = "production";
            }).size(),
            2U);
}

}  // namespace
}  // namespace conform::test
