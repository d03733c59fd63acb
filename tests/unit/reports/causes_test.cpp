#include "reports/causes.hpp"

#include <gtest/gtest.h>

#include <string>

namespace conform {
namespace {

Finding a_finding(const std::string& where, const std::string& message, Level level = Level::must) {
  return {.rule = "effect.merge",
          .requirement = "UPDATE-MERGE",
          .level = level,
          .where = where,
          .expected = {},
          .actual = {},
          .message = message};
}

Verdict failed(const std::string& id, std::vector<Finding> findings) {
  Verdict verdict;
  verdict.id = id;
  verdict.outcome.kind = OutcomeKind::failed;
  verdict.findings = std::move(findings);
  return verdict;
}

TEST(Causes, JoinsCasesThatDifferInAMatrixValueOnly) {
  RunResult result;
  result.verdicts = {
      failed("merge/stays[attribute=locale]", {a_finding("/data/attributes/locale", "PATCH wiped locale")}),
      failed("merge/stays[attribute=firstName]", {a_finding("/data/attributes/firstName", "PATCH wiped firstName")})};
  const Causes causes = group_by_cause(result);
  ASSERT_EQ(causes.failing.size(), 1U);
  EXPECT_EQ(causes.failing[0].example.message, "PATCH wiped locale");
  EXPECT_EQ(causes.failing[0].findings, 2U);
  EXPECT_EQ(causes.failing[0].where,
            (std::vector<std::string>{"/data/attributes/locale", "/data/attributes/firstName"}));
  EXPECT_EQ(causes.failing[0].cases,
            (std::vector<std::string>{"merge/stays[attribute=locale]", "merge/stays[attribute=firstName]"}));
}

TEST(Causes, KeepsOtherMessagesRequirementsAndRulesApart) {
  Finding other_rule = a_finding("/a", "x");
  other_rule.rule = "effect.replace";
  Finding other_requirement = a_finding("/a", "x");
  other_requirement.requirement = "SET-REPLACE";
  RunResult result;
  result.verdicts = {failed("a", {a_finding("/a", "x"), a_finding("/a", "y"), other_rule, other_requirement})};
  EXPECT_EQ(group_by_cause(result).failing.size(), 4U);
}

TEST(Causes, JoinsPlacesThatDifferInAnIndexOrAQuotedValue) {
  RunResult result;
  result.verdicts = {failed("a", {a_finding("/errors/0/status", "status is \"1\" after 12 tries"),
                                  a_finding("/errors/7/status", "status is \"22\" after 7 tries")})};
  EXPECT_EQ(group_by_cause(result).failing.size(), 1U);
}

TEST(Causes, KeepsStatusesApart) {
  RunResult result;
  result.verdicts = {failed("a", {a_finding("status", "responded 500"), a_finding("status", "responded 200")})};
  EXPECT_EQ(group_by_cause(result).failing.size(), 2U);
}

TEST(Causes, NamesACaseOnceHoweverManyFindingsItHas) {
  RunResult result;
  result.verdicts = {failed("a", {a_finding("/errors/0", "m"), a_finding("/errors/1", "m")})};
  const Causes causes = group_by_cause(result);
  ASSERT_EQ(causes.failing.size(), 1U);
  EXPECT_EQ(causes.failing[0].cases, std::vector<std::string>{"a"});
  EXPECT_EQ(causes.failing[0].findings, 2U);
}

TEST(Causes, FollowsTheFailingLevel) {
  RunResult result;
  result.verdicts = {failed("a", {a_finding("/a", "m"), a_finding("/b", "n", Level::should)})};
  EXPECT_EQ(group_by_cause(result).failing.size(), 1U);
  EXPECT_EQ(group_by_cause(result).lesser.size(), 1U);
  result.fail_on = Level::should;
  EXPECT_EQ(group_by_cause(result).failing.size(), 2U);
}

TEST(Causes, FindingsOfPassedCasesAreLesserOnes) {
  RunResult result;
  result.verdicts = {failed("a", {a_finding("/a", "m", Level::should)})};
  result.verdicts[0].outcome.kind = OutcomeKind::passed;
  EXPECT_TRUE(group_by_cause(result).failing.empty());
  EXPECT_EQ(group_by_cause(result).lesser.size(), 1U);
}

TEST(Causes, LeavesWaivedCasesOut) {
  RunResult result;
  result.verdicts = {failed("a", {a_finding("/a", "m")})};
  result.verdicts[0].outcome.kind = OutcomeKind::waived;
  EXPECT_TRUE(group_by_cause(result).failing.empty());
  EXPECT_TRUE(group_by_cause(result).lesser.empty());
}

TEST(Causes, NoFailedCaseGoesUnmentioned) {
  RunResult result;
  result.verdicts = {failed("a", {})};
  const Causes causes = group_by_cause(result);
  ASSERT_EQ(causes.failing.size(), 1U);
  EXPECT_EQ(causes.failing[0].example.message, "failed without a finding");
  EXPECT_EQ(causes.failing[0].cases, std::vector<std::string>{"a"});
}

TEST(Causes, TakesTheCommandLineOfTheExchangeOfTheFinding) {
  RunResult result;
  result.verdicts = {failed("a", {a_finding("/a", "m")})};
  result.verdicts[0].exchanges.resize(2);
  result.verdicts[0].exchanges[1].curl = "curl two";
  result.verdicts[0].findings[0].exchange = 1;
  EXPECT_EQ(group_by_cause(result).failing[0].curl, "curl two");
  result.verdicts[0].findings[0].exchange = 2;  // not kept
  EXPECT_EQ(group_by_cause(result).failing[0].curl, "");
}

TEST(Reasons, GroupCasesOfOneOutcome) {
  const auto skipped = [](const std::string& id, const std::string& reason) {
    Verdict verdict;
    verdict.id = id;
    verdict.outcome = {.kind = OutcomeKind::skipped, .reason = reason};
    return verdict;
  };
  RunResult result;
  result.verdicts = {skipped("a", "x"), skipped("b", "y"), skipped("c", "x"), failed("d", {})};
  const std::vector<ReasonGroup> groups = group_by_reason(result, OutcomeKind::skipped);
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(groups[0].reason, "x");
  EXPECT_EQ(groups[0].cases, (std::vector<std::string>{"a", "c"}));
  EXPECT_EQ(groups[1].cases, std::vector<std::string>{"b"});
}

}  // namespace
}  // namespace conform
