#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "history/merge.hpp"
#include "plan/shard.hpp"
#include "run/engine/result_builder.hpp"

namespace conform {
namespace {

using Ids = std::set<std::string>;

std::vector<std::string> list(const Ids& ids) { return {ids.begin(), ids.end()}; }

Timings some_timings(const Ids& ids) {
  Timings timings;
  for (const std::string& id : ids) {
    if (*rc::gen::arbitrary<bool>()) timings[id] = std::chrono::microseconds{*rc::gen::inRange(0, 10'000'000)};
  }
  return timings;
}

RC_GTEST_PROP(Shards, HaveEachCaseOnce, (Ids ids)) {
  const auto total = static_cast<std::size_t>(*rc::gen::inRange(1, 40));
  const auto shards = assign_shards(list(ids), total, some_timings(ids));
  RC_ASSERT(shards.size() == ids.size());
  for (const std::size_t shard : shards) RC_ASSERT(shard >= 1 && shard <= total);
}

RC_GTEST_PROP(Shards, DoNotDependOnTheOrderOfTheCases, (Ids ids)) {
  const auto total = static_cast<std::size_t>(*rc::gen::inRange(1, 40));
  const Timings timings = some_timings(ids);
  auto backwards = list(ids);
  std::ranges::reverse(backwards);
  auto shards = assign_shards(backwards, total, timings);
  std::ranges::reverse(shards);
  RC_ASSERT(shards == assign_shards(list(ids), total, timings));
}

RC_GTEST_PROP(Shards, LeaveACaseWhereItIsWhenOthersCome, (Ids ids, Ids more)) {
  const auto total = static_cast<std::size_t>(*rc::gen::inRange(1, 40));
  Ids all = ids;
  all.insert(more.begin(), more.end());
  const auto after = assign_shards(list(all), total, {});
  std::map<std::string, std::size_t> shard_of;
  std::size_t i = 0;
  for (const std::string& id : all) shard_of[id] = after[i++];
  i = 0;
  for (const std::size_t shard : assign_shards(list(ids), total, {})) RC_ASSERT(shard == shard_of[list(ids)[i++]]);
}

// No shard takes longer than the mean and the longest case together.
RC_GTEST_PROP(Shards, AreBalancedByTimings, ()) {
  const auto durations = *rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(rc::gen::inRange(1, 1'000'000)));
  const auto total = static_cast<std::size_t>(*rc::gen::inRange(1, 10));
  Timings timings;
  std::vector<std::string> ids;
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < durations.size(); ++i) {
    ids.push_back(std::to_string(i));
    timings[ids.back()] = std::chrono::microseconds{durations[i]};
    sum += durations[i];
  }
  const auto shards = assign_shards(ids, total, timings);
  std::vector<std::int64_t> load(total);
  for (std::size_t i = 0; i < ids.size(); ++i) load[shards[i] - 1] += durations[i];
  RC_ASSERT(std::ranges::max(load) <= sum / static_cast<std::int64_t>(total) + std::ranges::max(durations));
}

Verdict some_verdict(std::string id) {
  Verdict verdict;
  verdict.id = std::move(id);
  verdict.outcome.kind = *rc::gen::element(OutcomeKind::passed, OutcomeKind::failed, OutcomeKind::skipped,
                                           OutcomeKind::errored, OutcomeKind::waived);
  verdict.requirements = {*rc::gen::element<std::string>("A", "B", "C")};
  if (verdict.outcome.kind == OutcomeKind::failed) {
    Finding finding;
    finding.requirement = *rc::gen::element<std::string>("A", "B", "C");
    verdict.findings = {finding};
  }
  if (*rc::gen::arbitrary<bool>())
    verdict.observations = {{.id = "o", .seen = *rc::gen::element<std::string>("x", "y"), .pinned = {}}};
  return verdict;
}

// What a run makes of its verdicts, with requirements as the engine states them.
RunResult result_of(std::vector<Verdict> verdicts) {
  RunResult run_result;
  for (const std::string id : {"A", "B", "C"}) {
    RequirementResult result;
    result.id = id;
    bool passed = false;
    bool violated = false;
    for (const Verdict& verdict : verdicts) {
      const bool cites = verdict.requirements.front() == id;
      const bool finds = !verdict.findings.empty() && verdict.findings.front().requirement == id;
      if (cites || finds) result.cases.push_back(verdict.id);
      passed = passed || (cites && verdict.outcome.kind == OutcomeKind::passed);
      violated = violated || finds;
    }
    result.state = violated ? RequirementState::violated
                   : passed ? RequirementState::verified
                            : RequirementState::unverified;
    run_result.requirements.push_back(std::move(result));
  }
  run_result.verdicts = std::move(verdicts);
  summarize(run_result);
  return run_result;
}

RC_GTEST_PROP(Shards, JoinedAreTheRunThatWasNotSplit, (Ids ids)) {
  const auto total = static_cast<std::size_t>(*rc::gen::inRange(1, 9));
  std::vector<Verdict> verdicts;
  for (const std::string& id : ids) verdicts.push_back(some_verdict(id));
  const auto shards = assign_shards(list(ids), total, some_timings(ids));
  std::vector<NamedResult> records;
  for (std::size_t index = 1; index <= total; ++index) {
    std::vector<Verdict> part;
    for (std::size_t i = 0; i < verdicts.size(); ++i) {
      if (shards[i] == index) part.push_back(verdicts[i]);
    }
    RunResult result = result_of(std::move(part));
    result.shard = ShardInfo{.index = index, .total = total, .cases = ids.size(), .plan = "p"};
    records.push_back({.name = std::to_string(index), .result = std::move(result)});
  }
  std::rotate(records.begin(), records.begin() + static_cast<std::ptrdiff_t>(total / 2), records.end());
  auto merged = merge_shards(std::move(records));
  RC_ASSERT(merged.has_value());
  RC_ASSERT(*merged == result_of(std::move(verdicts)));
  RunResult whole = result_of(merged->verdicts);
  for (RunResult* result : {&*merged, &whole}) result->require_complete = true;
  RC_ASSERT(exit_code_of(*merged) == exit_code_of(whole));
}

}  // namespace
}  // namespace conform
