#include "history/diff.hpp"

#include <gtest/gtest.h>

#include "run/engine/result_builder.hpp"
#include "unit/waivers/verdicts.hpp"

namespace conform::test {
namespace {

RunResult run(std::vector<Verdict> verdicts) {
  RunResult result;
  result.suite = {.name = "suite", .version = "1", .cases = 5};
  result.target = {.name = "staging", .base_url = "https://user.example/user/2024-3", .api_version = "2024-3"};
  result.verdicts = std::move(verdicts);
  summarize(result);
  return result;
}

std::vector<std::string> ids(const std::vector<CaseChange>& changes) {
  std::vector<std::string> all;
  for (const CaseChange& change : changes) all.push_back(change.id);
  return all;
}

/// Which lists a case comes into that ended like that, before and after.
std::string list_of(const Verdict& before, const Verdict& after) {
  const RunDiff diff = diff_runs(run({before}), run({after}));
  std::string names;
  for (const auto& [name, list] : {std::pair{"regressions", &diff.regressions},
                                   {"lost", &diff.lost},
                                   {"waived", &diff.waived},
                                   {"still failing", &diff.still_failing},
                                   {"fixes", &diff.fixes},
                                   {"judged", &diff.judged},
                                   {"fresh", &diff.fresh},
                                   {"gone", &diff.gone}}) {
    if (!list->empty()) names += name;
  }
  return names;
}

const Verdict passed = ended("a", OutcomeKind::passed);
const Verdict skipped = ended("a", OutcomeKind::skipped);
const Verdict errored = ended("a", OutcomeKind::errored);
const Verdict fails = failed("a", {finding("/data/id")});
Verdict waived() {
  Verdict made = fails;
  made.outcome.kind = OutcomeKind::waived;
  return made;
}

TEST(Diff, PutsEveryChangeOfOutcomeWhereItBelongs) {
  EXPECT_EQ(list_of(passed, passed), "");
  EXPECT_EQ(list_of(passed, fails), "regressions");
  EXPECT_EQ(list_of(skipped, fails), "regressions");
  EXPECT_EQ(list_of(errored, fails), "regressions");
  EXPECT_EQ(list_of(fails, fails), "still failing");
  EXPECT_EQ(list_of(waived(), fails), "still failing");
  EXPECT_EQ(list_of(fails, waived()), "still failing");
  EXPECT_EQ(list_of(waived(), waived()), "still failing");
  EXPECT_EQ(list_of(passed, waived()), "waived");
  EXPECT_EQ(list_of(fails, passed), "fixes");
  EXPECT_EQ(list_of(waived(), passed), "fixes");
  EXPECT_EQ(list_of(skipped, passed), "judged");
  EXPECT_EQ(list_of(errored, passed), "judged");
  EXPECT_EQ(list_of(passed, skipped), "lost");
  EXPECT_EQ(list_of(fails, errored), "lost");
  EXPECT_EQ(list_of(waived(), skipped), "lost");
  EXPECT_EQ(list_of(skipped, errored), "");
}

TEST(Diff, TakesAFailureOfANewKindForARegression) {
  Verdict more = failed("a", {finding("/data/id"), finding("/data/type")});
  more.findings[0].message = "the old one";
  more.findings[1].message = "the new one";
  const RunDiff diff = diff_runs(run({fails}), run({more}));
  ASSERT_EQ(ids(diff.regressions), std::vector<std::string>{"a"});
  EXPECT_EQ(diff.regressions.front().details, std::vector<std::string>{"the new one"});
  EXPECT_EQ(list_of(more, fails), "still failing");
}

TEST(Diff, TakesTheSameFindingElsewhereInAListForTheSame) {
  EXPECT_EQ(list_of(failed("a", {finding("/errors/0/title")}), failed("a", {finding("/errors/3/title")})),
            "still failing");
}

TEST(Diff, ListsCasesOfOneRunOnly) {
  const RunDiff diff = diff_runs(run({ended("a", OutcomeKind::passed), ended("b", OutcomeKind::passed)}),
                                 run({ended("b", OutcomeKind::passed), failed("c", {finding("/data/id")})}));
  EXPECT_EQ(ids(diff.gone), std::vector<std::string>{"a"});
  EXPECT_EQ(ids(diff.fresh), std::vector<std::string>{"c"});
  EXPECT_EQ(diff.fresh.front().before, std::nullopt);
  EXPECT_EQ(diff.gone.front().after, std::nullopt);
  EXPECT_EQ(diff.regressions.size(), 0U);
  EXPECT_EQ(diff.suite.size(), 1U);
}

TEST(Diff, SaysWhatTheRunsWereOf) {
  const RunResult before = run({passed});
  EXPECT_EQ(diff_runs(before, before).server.size() + diff_runs(before, before).suite.size() +
                diff_runs(before, before).profile.size(),
            0U);
  const auto with = [&](auto change) {
    RunResult after = before;
    change(after);
    const RunDiff diff = diff_runs(before, after);
    return std::array{diff.server.size(), diff.suite.size(), diff.profile.size()};
  };
  using Sizes = std::array<std::size_t, 3>;
  EXPECT_EQ(with([](RunResult& result) { result.target.name = "production"; }), (Sizes{1, 0, 0}));
  EXPECT_EQ(with([](RunResult& result) { result.target.base_url = "x"; }), (Sizes{1, 0, 0}));
  EXPECT_EQ(with([](RunResult& result) { result.suite.version = "2"; }), (Sizes{0, 1, 0}));
  EXPECT_EQ(with([](RunResult& result) { result.suite.cases = 6; }), (Sizes{0, 1, 0}));
  EXPECT_EQ(with([](RunResult& result) { result.verdicts[0].requirements = {"OTHER"}; }), (Sizes{0, 1, 0}));
  EXPECT_EQ(with([](RunResult& result) { result.target.api_version = "2025-1"; }), (Sizes{0, 0, 1}));
  EXPECT_EQ(with([](RunResult& result) { result.fail_on = Level::should; }), (Sizes{0, 0, 1}));
  EXPECT_EQ(with([](RunResult& result) { result.waivers = {entry()}; }), (Sizes{0, 0, 1}));
  EXPECT_EQ(with([](RunResult& result) { result.observations = {{.id = "o", .seen = "x", .pinned = "y"}}; }),
            (Sizes{0, 0, 1}));
  EXPECT_EQ(with([](RunResult& result) { result.observations = {{.id = "o", .seen = "x", .pinned = {}}}; }),
            (Sizes{0, 0, 0}));
}

TEST(Diff, ListsRequirementsWhoseStateIsAnother) {
  RunResult before = run({passed});
  RequirementResult requirement;
  requirement.id = "UPDATE-MERGE";
  requirement.state = RequirementState::verified;
  before.requirements = {requirement};
  RunResult after = before;
  after.requirements.front().state = RequirementState::violated;
  EXPECT_EQ(diff_runs(before, after).requirements,
            (std::vector{RequirementChange{.id = "UPDATE-MERGE",
                                           .level = Level::must,
                                           .before = RequirementState::verified,
                                           .after = RequirementState::violated}}));
  EXPECT_EQ(diff_runs(before, before).requirements.size(), 0U);
}

TEST(Diff, DecidesAboutTheExitCode) {
  EXPECT_EQ(exit_code_of(diff_runs(run({passed}), run({passed}))), ExitCode::good);
  EXPECT_EQ(exit_code_of(diff_runs(run({fails}), run({fails}))), ExitCode::good);
  EXPECT_EQ(exit_code_of(diff_runs(run({passed}), run({fails}))), ExitCode::violated);
  EXPECT_EQ(exit_code_of(diff_runs(run({passed}), run({skipped}))), ExitCode::inconclusive);
  EXPECT_EQ(exit_code_of(diff_runs(run({passed, ended("b", OutcomeKind::passed)}),
                                   run({skipped, failed("b", {finding("/data/id")})}))),
            ExitCode::violated);
}

}  // namespace
}  // namespace conform::test
