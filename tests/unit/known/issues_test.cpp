#include "known/issues.hpp"

#include <gtest/gtest.h>

#include "unit/known/verdicts.hpp"

namespace conform::test {
namespace {

// A run of everything on 20 November 2026.
RunRecord record(std::vector<Verdict> verdicts, std::vector<KnownFailure> known) {
  RunRecord made;
  made.started_at = std::chrono::sys_days{std::chrono::year{2026} / 11 / 20};
  made.suite.cases = verdicts.size();
  made.verdicts = std::move(verdicts);
  made.known = std::move(known);
  return made;
}

std::vector<std::string> lines(const Problems& problems) {
  std::vector<std::string> all;
  for (const Problem& one : problems) all.push_back(to_string(one));
  return all;
}

using Lines = std::vector<std::string>;

TEST(KnownIssues, AreNoneWhereEveryEntryIsUsed) {
  Verdict waived = failed("a", {finding("/data/attributes/locale")});
  waived.outcome.kind = OutcomeKind::waived;
  const KnownIssues issues = known_issues(record({waived, ended("b", OutcomeKind::passed)}, {entry("a"), entry("*")}));
  EXPECT_EQ(lines(issues.expired), Lines{});
  EXPECT_EQ(lines(issues.stale), Lines{});
}

TEST(KnownIssues, NameWhatNoLongerFails) {
  const KnownIssues issues = known_issues(record({ended("a", OutcomeKind::passed)}, {entry("a")}));
  EXPECT_EQ(lines(issues.stale), Lines{"known.json:7: \"a\" no longer fails in this way (remove the entry)"});
}

TEST(KnownIssues, NameWhatFailsInAnotherWay) {
  const KnownIssues issues = known_issues(record({failed("a", {finding("/data/id")})}, {entry("a")}));
  ASSERT_EQ(issues.stale.size(), 1U);
  EXPECT_EQ(issues.stale.front().message, "\"a\" fails, but not in this way");
}

TEST(KnownIssues, NameCasesThatThereAreNot) {
  const KnownIssues issues =
      known_issues(record({ended("users/put/clears", OutcomeKind::passed)}, {entry("users/put/cleers")}));
  EXPECT_EQ(lines(issues.stale),
            Lines{"known.json:7: unknown case \"users/put/cleers\" (did you mean \"users/put/clears\"?)"});
}

TEST(KnownIssues, LookAtEachCaseOfAnEntry) {
  KnownFailure known = entry("a");
  known.cases = {"a", "b"};
  const KnownIssues issues = known_issues(
      record({failed("a", {finding("/data/attributes/locale")}), ended("b", OutcomeKind::passed)}, {known}));
  ASSERT_EQ(issues.stale.size(), 1U);
  EXPECT_EQ(issues.stale.front().message, "\"b\" no longer fails in this way");
}

TEST(KnownIssues, AreSilentAboutWhatWasNotJudged) {
  for (const OutcomeKind kind : {OutcomeKind::skipped, OutcomeKind::errored})
    EXPECT_EQ(lines(known_issues(record({ended("a", kind)}, {entry("a")})).stale), Lines{});
  RunRecord part = record({ended("b", OutcomeKind::passed)}, {entry("a")});
  part.suite.cases = 2;
  EXPECT_EQ(lines(known_issues(part).stale), Lines{});
  RunRecord shard = record({ended("b", OutcomeKind::passed)}, {entry("a")});
  shard.shard = ShardInfo{.index = 1, .total = 2, .cases = 1, .plan = {}};
  EXPECT_EQ(lines(known_issues(shard).stale), Lines{});
}

TEST(KnownIssues, NameWhatHasExpiredEvenIfItWouldFit) {
  KnownFailure known = entry("a");
  known.expires = "2026-11-19";
  known.owner = "team users";
  const KnownIssues issues = known_issues(record({failed("a", {finding("/data/attributes/locale")})}, {known}));
  EXPECT_EQ(lines(issues.expired),
            Lines{"known.json:7: this known failure has expired on 2026-11-19: it waives nothing "
                  "(owner team users: fix it or extend its date)"});
  EXPECT_EQ(lines(issues.stale), Lines{});
}

TEST(KnownIssues, DecideAboutTheExitCode) {
  const KnownIssues none;
  const KnownIssues expired{.expired = {{}}, .stale = {}};
  const KnownIssues stale{.expired = {}, .stale = {{}}};
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
