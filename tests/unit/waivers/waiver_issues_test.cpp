#include "waivers/waiver_issues.hpp"

#include <gtest/gtest.h>

#include "unit/waivers/verdicts.hpp"

namespace conform::test {
namespace {

// A run of everything on 20 November 2026.
RunResult run_result(std::vector<Verdict> verdicts, std::vector<Waiver> waivers) {
  RunResult made;
  made.started_at = std::chrono::sys_days{std::chrono::year{2026} / 11 / 20};
  made.suite.cases = verdicts.size();
  made.verdicts = std::move(verdicts);
  made.waivers = std::move(waivers);
  return made;
}

std::vector<std::string> lines(const Diagnostics& diagnostics) {
  std::vector<std::string> all;
  for (const Diagnostic& diagnostic : diagnostics) all.push_back(to_string(diagnostic));
  return all;
}

using Lines = std::vector<std::string>;

TEST(WaiverIssues, AreNoneWhereEveryEntryIsUsed) {
  Verdict waived = failed("a", {finding("/data/attributes/locale")});
  waived.outcome.kind = OutcomeKind::waived;
  const WaiverIssues issues =
      waiver_issues(run_result({waived, ended("b", OutcomeKind::passed)}, {entry("a"), entry("*")}));
  EXPECT_EQ(lines(issues.expired), Lines{});
  EXPECT_EQ(lines(issues.stale), Lines{});
}

TEST(WaiverIssues, NameWhatNoLongerFails) {
  const WaiverIssues issues = waiver_issues(run_result({ended("a", OutcomeKind::passed)}, {entry("a")}));
  EXPECT_EQ(lines(issues.stale), Lines{"known.json:7: \"a\" no longer fails in this way (remove the entry)"});
}

TEST(WaiverIssues, NameWhatFailsInAnotherWay) {
  const WaiverIssues issues = waiver_issues(run_result({failed("a", {finding("/data/id")})}, {entry("a")}));
  ASSERT_EQ(issues.stale.size(), 1U);
  EXPECT_EQ(issues.stale.front().message, "\"a\" fails, but not in this way");
}

TEST(WaiverIssues, NameCasesThatThereAreNot) {
  const WaiverIssues issues =
      waiver_issues(run_result({ended("users/put/clears", OutcomeKind::passed)}, {entry("users/put/cleers")}));
  EXPECT_EQ(lines(issues.stale),
            Lines{"known.json:7: unknown case \"users/put/cleers\" (did you mean \"users/put/clears\"?)"});
}

TEST(WaiverIssues, LookAtEachCaseOfAnEntry) {
  Waiver waiver = entry("a");
  waiver.cases = {"a", "b"};
  const WaiverIssues issues = waiver_issues(
      run_result({failed("a", {finding("/data/attributes/locale")}), ended("b", OutcomeKind::passed)}, {waiver}));
  ASSERT_EQ(issues.stale.size(), 1U);
  EXPECT_EQ(issues.stale.front().message, "\"b\" no longer fails in this way");
}

TEST(WaiverIssues, AreSilentAboutWhatWasNotJudged) {
  for (const OutcomeKind kind : {OutcomeKind::skipped, OutcomeKind::errored})
    EXPECT_EQ(lines(waiver_issues(run_result({ended("a", kind)}, {entry("a")})).stale), Lines{});
  RunResult part = run_result({ended("b", OutcomeKind::passed)}, {entry("a")});
  part.suite.cases = 2;
  EXPECT_EQ(lines(waiver_issues(part).stale), Lines{});
  RunResult shard = run_result({ended("b", OutcomeKind::passed)}, {entry("a")});
  shard.shard = ShardInfo{.index = 1, .total = 2, .cases = 1, .plan = {}};
  EXPECT_EQ(lines(waiver_issues(shard).stale), Lines{});
}

TEST(WaiverIssues, NameWhatHasExpiredEvenIfItWouldFit) {
  Waiver waiver = entry("a");
  waiver.expires = "2026-11-19";
  waiver.owner = "team users";
  const WaiverIssues issues = waiver_issues(run_result({failed("a", {finding("/data/attributes/locale")})}, {waiver}));
  EXPECT_EQ(lines(issues.expired),
            Lines{"known.json:7: this known failure has expired on 2026-11-19: it waives nothing "
                  "(owner team users: fix it or extend its date)"});
  EXPECT_EQ(lines(issues.stale), Lines{});
}

TEST(WaiverIssues, DecideAboutTheExitCode) {
  const WaiverIssues none;
  const WaiverIssues expired{.expired = {{}}, .stale = {}};
  const WaiverIssues stale{.expired = {}, .stale = {{}}};
  EXPECT_EQ(exit_code_with(0, none, true), 0);
  EXPECT_EQ(exit_code_with(0, stale, false), 0);
  EXPECT_EQ(exit_code_with(0, stale, true), 1);
  EXPECT_EQ(exit_code_with(0, expired, false), 1);
  EXPECT_EQ(exit_code_with(3, expired, false), 1);
  EXPECT_EQ(exit_code_with(130, expired, true), 130);
  EXPECT_EQ(exit_code_with(3, none, true), 3);
}

}  // namespace
}  // namespace conform::test
