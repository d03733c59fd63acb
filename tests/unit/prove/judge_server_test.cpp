#include <gtest/gtest.h>

#include "prove/prove.hpp"

namespace conform {
namespace {

Requirement requirement(std::string id, int area, std::vector<std::string> operations = {}) {
  Requirement requirement;
  requirement.id = std::move(id);
  requirement.area = area;
  requirement.operations = std::move(operations);
  return requirement;
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
  Verdict verdict;
  verdict.id = std::move(id);
  verdict.findings = std::move(findings);
  verdict.requirements = std::move(cited);
  verdict.outcome.kind = kind;
  return verdict;
}

Finding finding(std::string requirement, Level level = Level::must) {
  Finding finding;
  finding.requirement = std::move(requirement);
  finding.level = level;
  return finding;
}

RunResult run_result(std::vector<Verdict> verdicts) {
  RunResult result;
  result.totals.passed = 1;
  result.verdicts = std::move(verdicts);
  return result;
}

ServerUnderProof fault(int area, std::string operation = {}, std::string level = "must") {
  return {.kind = ServerKind::fault,
          .what = {.name = "a-fault",
                   .description = {},
                   .requirement_hint = {},
                   .level = std::move(level),
                   .area = area,
                   .operation = std::move(operation)},
          .api_version = "2024-3"};
}

ServerUnderProof variant(std::string name) {
  return {.kind = ServerKind::variant,
          .what = {.name = std::move(name),
                   .description = {},
                   .requirement_hint = {},
                   .level = "should",
                   .area = 1,
                   .operation = {}},
          .api_version = "2024-3"};
}

TEST(JudgeServer, ACaseIsProvenOnlyThroughARequirementThatItNames) {
  Suite made = suite();
  made.cases.resize(2);
  made.cases[0].id = "beside-the-point[a=1]";
  made.cases[0].requirements = {"REPLACE"};
  made.cases[1].id = "to-the-point[a=1]";
  made.cases[1].requirements = {"REPLACE", "MERGE"};
  const auto result = judge_server(fault(5, "updateUser"),
                                   run_result({verdict("beside-the-point[a=1]", {finding("MERGE")}),
                                               verdict("to-the-point[a=1]", {finding("MERGE")})}),
                                   made);
  EXPECT_EQ(result.proven, std::set<std::string>{"to-the-point"});
}

TEST(JudgeServer, AFindingAtLevelShouldProvesACaseOfAnyFault) {
  Suite made = suite();
  made.cases.resize(1);
  made.cases[0].id = "large-body";
  made.cases[0].requirements = {"REPLACE"};
  const auto advised =
      run_result({verdict("large-body", {finding("REPLACE", Level::should)}, {}, OutcomeKind::passed)});
  const auto result = judge_server(fault(4, "setUser"), advised, made);
  EXPECT_EQ(result.proven, std::set<std::string>{"large-body"});
  EXPECT_EQ(result.wrong, "survived") << "a fault at must level needs a finding at must level all the same";
}

TEST(JudgeServer, ACaseThatOnlyObservesIsProvenByAnyFinding) {
  Requirement open = requirement("ACCEPT-ABSENT", 10);
  open.level = Level::observe;
  Suite made;
  made.rules = RuleBook{{open, requirement("STATUS", 1)}};
  made.cases.resize(1);
  made.cases[0].id = "accept-absent";
  made.cases[0].requirements = {"ACCEPT-ABSENT"};
  const auto failed = run_result({verdict("accept-absent", {finding("STATUS")})});
  EXPECT_EQ(judge_server(fault(1), failed, made).proven, std::set<std::string>{"accept-absent"});
}

TEST(JudgeServer, AFaultThatIsFoundByWhatItBreaksIsAsItShouldBe) {
  const auto result = judge_server(fault(5, "updateUser"), run_result({verdict("a", {finding("MERGE")})}), suite());
  EXPECT_EQ(result.wrong, "");
  EXPECT_EQ(result.found.at("MERGE"), std::vector<std::string>{"a"});
}

TEST(JudgeServer, AFaultThatNothingFindsHasSurvived) {
  EXPECT_EQ(judge_server(fault(5), run_result({}), suite()).wrong, "survived");
  EXPECT_EQ(judge_server(fault(5), run_result({verdict("a", {finding("MERGE", Level::should)})}), suite()).wrong,
            "survived");
  RunResult errored = run_result({});
  errored.totals.errored = 1;
  EXPECT_EQ(judge_server(fault(5), errored, suite()).wrong, "not found, cases errored");
}

TEST(JudgeServer, AShouldLevelFaultIsFoundByAShouldLevelFinding) {
  const auto found = run_result({verdict("a", {finding("MERGE", Level::should)}, {}, OutcomeKind::passed)});
  EXPECT_EQ(judge_server(fault(5, "updateUser", "should"), found, suite()).wrong, "");
}

TEST(JudgeServer, ARequirementOfAnotherAreaOrOperationDoesNotSpeakForAFault) {
  const auto found = run_result({verdict("a", {finding("MERGE")})});
  EXPECT_NE(judge_server(fault(4), found, suite()).wrong, "");
  EXPECT_NE(judge_server(fault(5, "setUser"), found, suite()).wrong, "");
}

TEST(JudgeServer, ARequirementThatTheFailingCaseIsForSpeaksForAFault) {
  const auto found = run_result({verdict("a", {finding("BODY-IS-JSON")}, {"REPLACE"})});
  EXPECT_EQ(judge_server(fault(4, "setUser"), found, suite()).wrong, "");
  EXPECT_NE(judge_server(fault(4, "updateUser"), found, suite()).wrong, "");
}

TEST(JudgeServer, AVariantHasNoMustLevelFinding) {
  const auto must = run_result({verdict("a", {finding("MERGE")})});
  const auto should = run_result({verdict("a", {finding("MERGE", Level::should)}, {}, OutcomeKind::passed)});
  EXPECT_EQ(judge_server(variant("chunked"), must, suite()).wrong, "false alarm");
  EXPECT_EQ(judge_server(variant("chunked"), should, suite()).wrong, "");
  EXPECT_EQ(judge_server(variant("chunked"), should, suite()).should_found, std::set<std::string>{"MERGE"});
  RunResult nothing = run_result({});
  nothing.totals.passed = 0;
  EXPECT_EQ(judge_server(variant("chunked"), nothing, suite()).wrong, "nothing verified");
}

TEST(JudgeServer, TheHealthyServerHasNoFindingAtAll) {
  ServerUnderProof healthy = variant("healthy-2024-3");
  healthy.kind = ServerKind::healthy;
  EXPECT_EQ(judge_server(healthy, run_result({verdict("a", {finding("MERGE", Level::should)})}), suite()).wrong,
            "false alarm");
}

TEST(JudgeServer, AnExpectedDepartureHasToBeFoundAndNoOther) {
  const ServerUnderProof framework = variant("published-framework");
  EXPECT_NE(judge_server(framework, run_result({}), suite()).wrong, "") << "what it is there to show was not found";
  const auto more = run_result({verdict("a", {finding("BODY-IS-JSON"), finding("MEDIA-TYPE-JSON-API"),
                                              finding("MEDIA-TYPE-GET-ATTRIBUTES"), finding("MERGE")})});
  EXPECT_NE(judge_server(framework, more, suite()).wrong, "");
}

TEST(JudgeServer, OfANullServerWhatPassesIsNoted) {
  ServerUnderProof null = fault(1);
  null.what.name = "null-204";
  const auto result = judge_server(
      null,
      run_result({verdict("clean", {}, {}, OutcomeKind::passed),
                  verdict("with-a-finding", {finding("BODY-IS-JSON", Level::should)}, {}, OutcomeKind::passed)}),
      suite());
  EXPECT_EQ(result.passed_clean, std::vector<std::string>{"clean"});
}

TEST(JudgeServer, NoCaseIsJudgedOfAServerThatRefusesEverything) {
  ServerUnderProof null = fault(1);
  null.what.name = "null-401";
  RunResult ended = run_result({verdict("a", {}, {}, OutcomeKind::errored)});
  ended.totals = {.errored = 1};
  EXPECT_EQ(judge_server(null, ended, suite()).wrong, "");
  ended.totals.passed = 1;
  EXPECT_NE(judge_server(null, ended, suite()).wrong, "");
  ended.totals = {.failed = 1, .errored = 1};
  EXPECT_NE(judge_server(null, ended, suite()).wrong, "");
}

}  // namespace
}  // namespace conform
