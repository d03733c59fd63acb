#include "prove/rounds.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace conform {
namespace {

// A suite of 60 cases: every fifth one is about merging, the rest about replacing.
Suite sixty_cases() {
  Requirement merge;
  merge.id = "MERGE";
  merge.area = 5;
  Requirement replace;
  replace.id = "REPLACE";
  replace.area = 4;
  Suite suite;
  suite.rules = RuleBook{{merge, replace}};
  suite.cases.resize(60);
  for (std::size_t i = 0; i < suite.cases.size(); ++i) {
    suite.cases[i].id = "case-" + std::to_string(i);
    suite.cases[i].requirements = {i % 5 == 0 ? "MERGE" : "REPLACE"};
  }
  return suite;
}

Plan plan_of(const Suite& suite) {
  Plan plan;
  for (const Case& test_case : suite.cases) plan.cases.push_back(&test_case);
  plan.total = plan.cases.size();
  return plan;
}

ServerUnderProof server(ServerKind kind, std::string name) {
  ServerUnderProof proof;
  proof.kind = kind;
  proof.what.name = std::move(name);
  proof.what.area = 5;
  return proof;
}

TEST(Rounds, AFaultGetsFirstWhatIsAboutItThenASampleThenTheRest) {
  const Suite suite = sixty_cases();
  const Plan plan = plan_of(suite);
  const std::vector<Plan> rounds = rounds_of(server(ServerKind::fault, "patch-loses"), plan, suite);
  ASSERT_EQ(rounds.size(), 3);
  EXPECT_EQ(rounds[0].cases.size(), 12);
  for (const Case* test_case : rounds[0].cases) EXPECT_EQ(test_case->requirements, std::vector<std::string>{"MERGE"});
  EXPECT_EQ(rounds[1].cases.size(), 2);
  EXPECT_EQ(rounds[2].cases.size(), 46);
}

TEST(Rounds, AllRoundsTogetherAreThePlanAndEachKeepsItsOrder) {
  const Suite suite = sixty_cases();
  const Plan plan = plan_of(suite);
  std::vector<const Case*> all;
  for (const Plan& round : rounds_of(server(ServerKind::fault, "patch-loses"), plan, suite)) {
    EXPECT_TRUE(std::ranges::is_sorted(round.cases));  // addresses: the cases lie in the suite in order
    all.insert(all.end(), round.cases.begin(), round.cases.end());
  }
  std::ranges::sort(all);
  EXPECT_EQ(all, plan.cases);
}

TEST(Rounds, AFaultThatNoCaseIsAboutGetsNoEmptyRound) {
  const Suite suite = sixty_cases();
  ServerUnderProof elsewhere = server(ServerKind::fault, "token-accepted");
  elsewhere.what.area = 8;
  for (const Plan& round : rounds_of(elsewhere, plan_of(suite), suite)) EXPECT_FALSE(round.cases.empty());
}

TEST(Rounds, HealthyServersVariantsAndServersOfOneAnswerGetThePlanAtOnce) {
  const Suite suite = sixty_cases();
  const Plan plan = plan_of(suite);
  for (const ServerUnderProof& proof :
       {server(ServerKind::healthy, "healthy-2024-3"), server(ServerKind::variant, "chunked"),
        server(ServerKind::fault, "null-200-user")}) {
    const std::vector<Plan> rounds = rounds_of(proof, plan, suite);
    ASSERT_EQ(rounds.size(), 1) << proof.what.name;
    EXPECT_EQ(rounds[0].cases, plan.cases);
  }
}

}  // namespace
}  // namespace conform
