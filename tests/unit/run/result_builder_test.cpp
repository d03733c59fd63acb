#include "run/engine/result_builder.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "unit/run/mini_suite.hpp"

namespace conform::test {
namespace {

Verdict verdict(std::string id, OutcomeKind kind, std::vector<std::string> requirements = {"MUST-CASE"}) {
  Verdict made;
  made.id = std::move(id);
  made.outcome = {.kind = kind, .reason = {}};
  made.requirements = std::move(requirements);
  return made;
}

Finding finding(std::string requirement, Level level) {
  Finding made;
  made.rule = "a.rule";
  made.requirement = std::move(requirement);
  made.level = level;
  return made;
}

class Conclude : public ::testing::Test {
 protected:
  RunResult concluded(std::vector<Verdict> verdicts) {
    RunResult result;
    result.target.api_version = "2024-3";
    result.interrupted = interrupted_;
    result.verdicts = std::move(verdicts);
    summarize(result, suite_, coverage_);
    return result;
  }
  static const RequirementResult* result(const RunResult& result, std::string_view id) {
    const auto found =
        std::ranges::find_if(result.requirements, [&](const auto& requirement) { return requirement.id == id; });
    return found == result.requirements.end() ? nullptr : &*found;
  }
  /// Every requirement of the version that must be verified.
  [[nodiscard]] std::vector<std::string> all_must() const {
    std::vector<std::string> ids;
    for (const Requirement& requirement : suite_.rules.requirements()) {
      if (requirement.level == Level::must && requirement.untestable.empty() && requirement.versions.front() == "*")
        ids.push_back(requirement.id);
    }
    return ids;
  }

  Suite suite_ = mini_suite();
  Coverage coverage_{suite_.rules, "2024-3"};
  bool interrupted_ = false;
};

TEST_F(Conclude, CountsOutcomesAndFindings) {
  Verdict failed = verdict("b", OutcomeKind::failed);
  failed.findings = {finding("MUST-CASE", Level::must), finding("MUST-CASE", Level::must),
                     finding("SHOULD-CASE", Level::should)};
  Verdict passed = verdict("a", OutcomeKind::passed);
  passed.findings = {finding("SHOULD-CASE", Level::should)};
  const RunResult result =
      concluded({passed, failed, verdict("c", OutcomeKind::skipped), verdict("d", OutcomeKind::errored),
                 verdict("e", OutcomeKind::waived), verdict("f", OutcomeKind::passed)});
  EXPECT_EQ(result.totals, (Totals{.passed = 2,
                                   .failed = 1,
                                   .skipped = 1,
                                   .errored = 1,
                                   .waived = 1,
                                   .must_findings = 2,
                                   .should_findings = 2}));
}

TEST_F(Conclude, VerifiesARequirementByAPassedCase) {
  const RunResult run_result = concluded({verdict("a", OutcomeKind::passed)});
  ASSERT_NE(result(run_result, "MUST-CASE"), nullptr);
  EXPECT_EQ(result(run_result, "MUST-CASE")->state, RequirementState::verified);
  EXPECT_EQ(result(run_result, "MUST-CASE")->cases, std::vector<std::string>{"a"});
  EXPECT_EQ(result(run_result, "SHOULD-CASE")->state, RequirementState::unverified);
}

TEST_F(Conclude, VerifiesNothingByWhatDidNotPass) {
  for (const OutcomeKind kind : {OutcomeKind::skipped, OutcomeKind::errored, OutcomeKind::waived}) {
    const RunResult run_result = concluded({verdict("a", kind)});
    EXPECT_EQ(result(run_result, "MUST-CASE")->state, RequirementState::unverified);
    EXPECT_EQ(result(run_result, "MUST-CASE")->cases, std::vector<std::string>{"a"}) << "a reader must see which case";
  }
}

TEST_F(Conclude, VerifiesARequirementByWhatWasExercised) {
  coverage_.unrelated_resource("effect.others", "setUser");
  const RunResult run_result = concluded({verdict("a", OutcomeKind::passed, {"SHOULD-CASE"})});
  EXPECT_EQ(result(run_result, "EFFECT-OTHERS")->state, RequirementState::verified);
  EXPECT_EQ(result(run_result, "EFFECT-NONE")->state, RequirementState::unverified);
}

TEST_F(Conclude, ViolatesARequirementByAFindingEvenOfAPassedCase) {
  Verdict passed = verdict("a", OutcomeKind::passed);
  passed.findings = {finding("SHOULD-CASE", Level::should)};
  const RunResult run_result = concluded({passed, verdict("b", OutcomeKind::passed, {"SHOULD-CASE"})});
  EXPECT_EQ(result(run_result, "SHOULD-CASE")->state, RequirementState::violated);
  EXPECT_EQ(result(run_result, "SHOULD-CASE")->cases, (std::vector<std::string>{"a", "b"}));
}

TEST_F(Conclude, LeavesOutWhatCannotBeTestedAndWhatIsOfOtherVersions) {
  const RunResult run_result = concluded({});
  EXPECT_EQ(result(run_result, "UNTESTABLE"), nullptr);
  EXPECT_EQ(result(run_result, "OF-OLD"), nullptr);
}

TEST_F(Conclude, ListsEveryObservationOnceInOrder) {
  Verdict first = verdict("a", OutcomeKind::passed);
  first.observations = {{.id = "z", .seen = "one", .pinned = std::nullopt},
                        {.id = "a", .seen = "two", .pinned = "two"}};
  Verdict second = verdict("b", OutcomeKind::passed);
  second.observations = {{.id = "z", .seen = "one", .pinned = std::nullopt},
                         {.id = "a", .seen = "one", .pinned = "two"}};
  const RunResult result = concluded({first, second});
  EXPECT_EQ(result.observations, (std::vector<Observation>{{.id = "a", .seen = "one", .pinned = "two"},
                                                           {.id = "a", .seen = "two", .pinned = "two"},
                                                           {.id = "z", .seen = "one", .pinned = std::nullopt}}));
}

TEST_F(Conclude, IsConformantWhenEveryMustRequirementWasVerified) {
  EXPECT_EQ(concluded({verdict("a", OutcomeKind::passed, all_must())}).conclusion, Conclusion::conformant);
}

TEST_F(Conclude, IsIncompleteWhenOneWasNot) {
  auto all = all_must();
  all.pop_back();
  EXPECT_EQ(concluded({verdict("a", OutcomeKind::passed, all), verdict("b", OutcomeKind::skipped)}).conclusion,
            Conclusion::incomplete);
}

TEST_F(Conclude, IsNonconformantWhenACaseFailedWhateverElse) {
  interrupted_ = true;
  EXPECT_EQ(concluded({verdict("a", OutcomeKind::failed), verdict("b", OutcomeKind::errored)}).conclusion,
            Conclusion::nonconformant);
}

TEST_F(Conclude, IsInconclusiveWhenItCannotTell) {
  const Verdict passed = verdict("a", OutcomeKind::passed, all_must());
  EXPECT_EQ(concluded({passed, verdict("b", OutcomeKind::errored)}).conclusion, Conclusion::inconclusive);
  EXPECT_EQ(concluded({}).conclusion, Conclusion::inconclusive) << "nothing was checked";
  EXPECT_EQ(concluded({verdict("b", OutcomeKind::skipped)}).conclusion, Conclusion::inconclusive);
  interrupted_ = true;
  EXPECT_EQ(concluded({passed}).conclusion, Conclusion::inconclusive);
}

TEST_F(Conclude, IsIncompleteWhenSomethingWasWaived) {
  RunResult result = concluded({verdict("a", OutcomeKind::passed, all_must()), verdict("b", OutcomeKind::waived)});
  EXPECT_EQ(result.conclusion, Conclusion::incomplete);
  EXPECT_EQ(exit_code_of(result), 0);
  result.require_complete = true;
  EXPECT_EQ(exit_code_of(result), 0) << "everything was verified";
  RunResult less = concluded({verdict("a", OutcomeKind::passed), verdict("b", OutcomeKind::waived)});
  EXPECT_EQ(exit_code_of(less), 0);
  less.require_complete = true;
  EXPECT_EQ(exit_code_of(less), 3);
  EXPECT_EQ(concluded({verdict("b", OutcomeKind::waived)}).conclusion, Conclusion::incomplete);
}

TEST(ExitCodeOf, FollowsTheTable) {
  const auto code = [](Conclusion conclusion, bool interrupted, bool require_complete) {
    RunResult result;
    result.conclusion = conclusion;
    result.interrupted = interrupted;
    result.require_complete = require_complete;
    return exit_code_of(result);
  };
  EXPECT_EQ(code(Conclusion::conformant, false, false), 0);
  EXPECT_EQ(code(Conclusion::conformant, false, true), 0);
  EXPECT_EQ(code(Conclusion::incomplete, false, false), 0);
  EXPECT_EQ(code(Conclusion::incomplete, false, true), 3);
  EXPECT_EQ(code(Conclusion::nonconformant, false, false), 1);
  EXPECT_EQ(code(Conclusion::nonconformant, false, true), 1);
  EXPECT_EQ(code(Conclusion::inconclusive, false, false), 3);
  for (const Conclusion conclusion :
       {Conclusion::conformant, Conclusion::incomplete, Conclusion::nonconformant, Conclusion::inconclusive})
    EXPECT_EQ(code(conclusion, true, false), 130);
}

TEST(ExitCodeOf, TellsOfUsersThatCouldNotBePutBackUnlessMoreIsKnown) {
  const auto code = [](Conclusion conclusion, bool interrupted) {
    RunResult result;
    result.conclusion = conclusion;
    result.interrupted = interrupted;
    result.restoration.unrestored = {{.actor = "user-1", .what = "/attributes", .reason = "no"}};
    return exit_code_of(result);
  };
  EXPECT_EQ(code(Conclusion::conformant, false), 3);
  EXPECT_EQ(code(Conclusion::incomplete, false), 3);
  EXPECT_EQ(code(Conclusion::inconclusive, false), 3);
  EXPECT_EQ(code(Conclusion::nonconformant, false), 1);
  EXPECT_EQ(code(Conclusion::conformant, true), 130);
}

}  // namespace
}  // namespace conform::test
