#include <gtest/gtest.h>

#include "prove/prove.hpp"

namespace conform {
namespace {

Requirement requirement(std::string id, int area, std::vector<std::string> operations = {}) {
  Requirement one;
  one.id = std::move(id);
  one.area = area;
  one.operations = std::move(operations);
  return one;
}

Suite suite() {
  Suite made;
  made.rules = RuleBook{{requirement("MERGE", 5, {"updateUser"}), requirement("REPLACE", 4, {"setUser"}),
                         requirement("BODY-IS-JSON", 1), requirement("MEDIA-TYPE-JSON-API", 1),
                         requirement("MEDIA-TYPE-GET-ATTRIBUTES", 1)}};
  return made;
}

Verdict verdict(std::string id, std::vector<Finding> findings, std::vector<std::string> cited = {},
                OutcomeKind kind = OutcomeKind::failed) {
  Verdict one;
  one.id = std::move(id);
  one.findings = std::move(findings);
  one.requirements = std::move(cited);
  one.outcome.kind = kind;
  return one;
}

Finding finding(std::string requirement, Level level = Level::must) {
  Finding one;
  one.requirement = std::move(requirement);
  one.level = level;
  return one;
}

RunRecord record(std::vector<Verdict> verdicts) {
  RunRecord one;
  one.totals.passed = 1;
  one.verdicts = std::move(verdicts);
  return one;
}

Subject fault(int area, std::string operation = {}, std::string level = "must") {
  return {.kind = SubjectKind::fault,
          .what = {.name = "a-fault",
                   .description = {},
                   .requirement_hint = {},
                   .level = std::move(level),
                   .area = area,
                   .operation = std::move(operation)},
          .api_version = "2024-3"};
}

Subject variant(std::string name) {
  return {.kind = SubjectKind::variant,
          .what = {.name = std::move(name),
                   .description = {},
                   .requirement_hint = {},
                   .level = "should",
                   .area = 1,
                   .operation = {}},
          .api_version = "2024-3"};
}

TEST(JudgeSubject, ACaseIsProvenOnlyThroughARequirementThatItNames) {
  Suite made = suite();
  made.cases.resize(2);
  made.cases[0].id = "beside-the-point[a=1]";
  made.cases[0].requirements = {"REPLACE"};
  made.cases[1].id = "to-the-point[a=1]";
  made.cases[1].requirements = {"REPLACE", "MERGE"};
  const auto result = judge_subject(
      fault(5, "updateUser"),
      record({verdict("beside-the-point[a=1]", {finding("MERGE")}), verdict("to-the-point[a=1]", {finding("MERGE")})}),
      made);
  EXPECT_EQ(result.proven, std::set<std::string>{"to-the-point"});
}

TEST(JudgeSubject, AFindingAtLevelShouldProvesACaseOfAnyFault) {
  Suite made = suite();
  made.cases.resize(1);
  made.cases[0].id = "large-body";
  made.cases[0].requirements = {"REPLACE"};
  const auto advised = record({verdict("large-body", {finding("REPLACE", Level::should)}, {}, OutcomeKind::passed)});
  const auto result = judge_subject(fault(4, "setUser"), advised, made);
  EXPECT_EQ(result.proven, std::set<std::string>{"large-body"});
  EXPECT_EQ(result.wrong, "survived") << "a fault at must level needs a finding at must level all the same";
}

TEST(JudgeSubject, ACaseThatOnlyObservesIsProvenByAnyFinding) {
  Requirement open = requirement("ACCEPT-ABSENT", 10);
  open.level = Level::observe;
  Suite made;
  made.rules = RuleBook{{open, requirement("STATUS", 1)}};
  made.cases.resize(1);
  made.cases[0].id = "accept-absent";
  made.cases[0].requirements = {"ACCEPT-ABSENT"};
  const auto failed = record({verdict("accept-absent", {finding("STATUS")})});
  EXPECT_EQ(judge_subject(fault(1), failed, made).proven, std::set<std::string>{"accept-absent"});
}

TEST(JudgeSubject, AFaultThatIsFoundByWhatItBreaksIsAsItShouldBe) {
  const auto result = judge_subject(fault(5, "updateUser"), record({verdict("a", {finding("MERGE")})}), suite());
  EXPECT_EQ(result.wrong, "");
  EXPECT_EQ(result.found.at("MERGE"), std::vector<std::string>{"a"});
}

TEST(JudgeSubject, AFaultThatNothingFindsHasSurvived) {
  EXPECT_EQ(judge_subject(fault(5), record({}), suite()).wrong, "survived");
  EXPECT_EQ(judge_subject(fault(5), record({verdict("a", {finding("MERGE", Level::should)})}), suite()).wrong,
            "survived");
  RunRecord errored = record({});
  errored.totals.errored = 1;
  EXPECT_EQ(judge_subject(fault(5), errored, suite()).wrong, "not found, cases errored");
}

TEST(JudgeSubject, AShouldLevelFaultIsFoundByAShouldLevelFinding) {
  const auto found = record({verdict("a", {finding("MERGE", Level::should)}, {}, OutcomeKind::passed)});
  EXPECT_EQ(judge_subject(fault(5, "updateUser", "should"), found, suite()).wrong, "");
}

TEST(JudgeSubject, ARequirementOfAnotherAreaOrOperationDoesNotSpeakForAFault) {
  const auto found = record({verdict("a", {finding("MERGE")})});
  EXPECT_NE(judge_subject(fault(4), found, suite()).wrong, "");
  EXPECT_NE(judge_subject(fault(5, "setUser"), found, suite()).wrong, "");
}

TEST(JudgeSubject, ARequirementThatTheFailingCaseIsForSpeaksForAFault) {
  const auto found = record({verdict("a", {finding("BODY-IS-JSON")}, {"REPLACE"})});
  EXPECT_EQ(judge_subject(fault(4, "setUser"), found, suite()).wrong, "");
  EXPECT_NE(judge_subject(fault(4, "updateUser"), found, suite()).wrong, "");
}

TEST(JudgeSubject, AVariantHasNoMustLevelFinding) {
  const auto must = record({verdict("a", {finding("MERGE")})});
  const auto should = record({verdict("a", {finding("MERGE", Level::should)}, {}, OutcomeKind::passed)});
  EXPECT_EQ(judge_subject(variant("chunked"), must, suite()).wrong, "false alarm");
  EXPECT_EQ(judge_subject(variant("chunked"), should, suite()).wrong, "");
  EXPECT_EQ(judge_subject(variant("chunked"), should, suite()).should_found, std::set<std::string>{"MERGE"});
  RunRecord nothing = record({});
  nothing.totals.passed = 0;
  EXPECT_EQ(judge_subject(variant("chunked"), nothing, suite()).wrong, "nothing verified");
}

TEST(JudgeSubject, TheHealthyServerHasNoFindingAtAll) {
  Subject healthy = variant("healthy-2024-3");
  healthy.kind = SubjectKind::healthy;
  EXPECT_EQ(judge_subject(healthy, record({verdict("a", {finding("MERGE", Level::should)})}), suite()).wrong,
            "false alarm");
}

TEST(JudgeSubject, AnExpectedDepartureHasToBeFoundAndNoOther) {
  const Subject framework = variant("published-framework");
  EXPECT_NE(judge_subject(framework, record({}), suite()).wrong, "") << "what it is there to show was not found";
  const auto more = record({verdict("a", {finding("BODY-IS-JSON"), finding("MEDIA-TYPE-JSON-API"),
                                          finding("MEDIA-TYPE-GET-ATTRIBUTES"), finding("MERGE")})});
  EXPECT_NE(judge_subject(framework, more, suite()).wrong, "");
}

TEST(JudgeSubject, OfANullServerWhatPassesIsNoted) {
  Subject null = fault(1);
  null.what.name = "null-204";
  const auto result = judge_subject(
      null,
      record({verdict("clean", {}, {}, OutcomeKind::passed),
              verdict("with-a-finding", {finding("BODY-IS-JSON", Level::should)}, {}, OutcomeKind::passed)}),
      suite());
  EXPECT_EQ(result.passed_clean, std::vector<std::string>{"clean"});
}

TEST(JudgeSubject, NoCaseIsJudgedOfAServerThatRefusesEverything) {
  Subject null = fault(1);
  null.what.name = "null-401";
  RunRecord ended = record({verdict("a", {}, {}, OutcomeKind::errored)});
  ended.totals = {.errored = 1};
  EXPECT_EQ(judge_subject(null, ended, suite()).wrong, "");
  ended.totals.passed = 1;
  EXPECT_NE(judge_subject(null, ended, suite()).wrong, "");
  ended.totals = {.failed = 1, .errored = 1};
  EXPECT_NE(judge_subject(null, ended, suite()).wrong, "");
}

}  // namespace
}  // namespace conform
