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
  RunRecord record;
  record.verdicts = {
      failed("merge/stays[attribute=locale]", {a_finding("/data/attributes/locale", "PATCH wiped locale")}),
      failed("merge/stays[attribute=firstName]", {a_finding("/data/attributes/firstName", "PATCH wiped firstName")})};
  const Causes causes = group_by_cause(record);
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
  RunRecord record;
  record.verdicts = {failed("a", {a_finding("/a", "x"), a_finding("/a", "y"), other_rule, other_requirement})};
  EXPECT_EQ(group_by_cause(record).failing.size(), 4U);
}

TEST(Causes, JoinsPlacesThatDifferInAnIndexOrAQuotedValue) {
  RunRecord record;
  record.verdicts = {failed("a", {a_finding("/errors/0/status", "status is \"1\" after 12 tries"),
                                  a_finding("/errors/7/status", "status is \"22\" after 7 tries")})};
  EXPECT_EQ(group_by_cause(record).failing.size(), 1U);
}

TEST(Causes, KeepsStatusesApart) {
  RunRecord record;
  record.verdicts = {failed("a", {a_finding("status", "responded 500"), a_finding("status", "responded 200")})};
  EXPECT_EQ(group_by_cause(record).failing.size(), 2U);
}

TEST(Causes, NamesACaseOnceHoweverManyFindingsItHas) {
  RunRecord record;
  record.verdicts = {failed("a", {a_finding("/errors/0", "m"), a_finding("/errors/1", "m")})};
  const Causes causes = group_by_cause(record);
  ASSERT_EQ(causes.failing.size(), 1U);
  EXPECT_EQ(causes.failing[0].cases, std::vector<std::string>{"a"});
  EXPECT_EQ(causes.failing[0].findings, 2U);
}

TEST(Causes, FollowsTheFailingLevel) {
  RunRecord record;
  record.verdicts = {failed("a", {a_finding("/a", "m"), a_finding("/b", "n", Level::should)})};
  EXPECT_EQ(group_by_cause(record).failing.size(), 1U);
  EXPECT_EQ(group_by_cause(record).lesser.size(), 1U);
  record.fail_on = Level::should;
  EXPECT_EQ(group_by_cause(record).failing.size(), 2U);
}

TEST(Causes, FindingsOfPassedCasesAreLesserOnes) {
  RunRecord record;
  record.verdicts = {failed("a", {a_finding("/a", "m", Level::should)})};
  record.verdicts[0].outcome.kind = OutcomeKind::passed;
  EXPECT_TRUE(group_by_cause(record).failing.empty());
  EXPECT_EQ(group_by_cause(record).lesser.size(), 1U);
}

TEST(Causes, LeavesWaivedCasesOut) {
  RunRecord record;
  record.verdicts = {failed("a", {a_finding("/a", "m")})};
  record.verdicts[0].outcome.kind = OutcomeKind::waived;
  EXPECT_TRUE(group_by_cause(record).failing.empty());
  EXPECT_TRUE(group_by_cause(record).lesser.empty());
}

TEST(Causes, NoFailedCaseGoesUnmentioned) {
  RunRecord record;
  record.verdicts = {failed("a", {})};
  const Causes causes = group_by_cause(record);
  ASSERT_EQ(causes.failing.size(), 1U);
  EXPECT_EQ(causes.failing[0].example.message, "failed without a finding");
  EXPECT_EQ(causes.failing[0].cases, std::vector<std::string>{"a"});
}

TEST(Causes, TakesTheCommandLineOfTheExchangeOfTheFinding) {
  RunRecord record;
  record.verdicts = {failed("a", {a_finding("/a", "m")})};
  record.verdicts[0].exchanges.resize(2);
  record.verdicts[0].exchanges[1].curl = "curl two";
  record.verdicts[0].findings[0].exchange = 1;
  EXPECT_EQ(group_by_cause(record).failing[0].curl, "curl two");
  record.verdicts[0].findings[0].exchange = 2;  // not kept
  EXPECT_EQ(group_by_cause(record).failing[0].curl, "");
}

TEST(Reasons, GroupCasesOfOneOutcome) {
  const auto skipped = [](const std::string& id, const std::string& reason) {
    Verdict verdict;
    verdict.id = id;
    verdict.outcome = {.kind = OutcomeKind::skipped, .reason = reason};
    return verdict;
  };
  RunRecord record;
  record.verdicts = {skipped("a", "x"), skipped("b", "y"), skipped("c", "x"), failed("d", {})};
  const std::vector<ReasonGroup> groups = group_by_reason(record, OutcomeKind::skipped);
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(groups[0].reason, "x");
  EXPECT_EQ(groups[0].cases, (std::vector<std::string>{"a", "c"}));
  EXPECT_EQ(groups[1].cases, std::vector<std::string>{"b"});
}

}  // namespace
}  // namespace conform
