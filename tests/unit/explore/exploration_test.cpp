#include "explore/exploration.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <memory>
#include <set>

#include "explore/case_files.hpp"
#include "explore/sequence.hpp"
#include "load/json_file.hpp"
#include "suite/writing.hpp"
#include "the_suite.hpp"

namespace conform {
namespace {

using nlohmann::json;
using test::all_there_is;
using test::the_suite;
using test::the_table;

json a_sequence(std::uint64_t seed, std::size_t index, const ExploreLimits& limits = all_there_is()) {
  return sequence_source(the_table(), limits, seed, index);
}

// What a case file with it violates.
std::string problems_of(const json& sequence) {
  const json file = {{"format", 2}, {"about", "generated"}, {"cases", json::array({sequence})}};
  const Diagnostics found =
      check_against({.name = "generated", .value = std::make_shared<const json>(file), .lines = {}},
                    the_suite().schemas, "suite/case-file.schema.json");
  return found.empty() ? std::string{} : to_string(found.front()) + " in " + sequence.dump();
}

RC_GTEST_PROP(Sequence, IsAPureFunctionOfSeedAndIndex, (std::uint64_t seed, std::uint16_t index)) {
  RC_ASSERT(a_sequence(seed, index) == a_sequence(seed, index));
}

RC_GTEST_PROP(Sequence, IsACaseThatCompiles, (std::uint64_t seed, std::uint16_t index)) {
  const json sequence = a_sequence(seed, index);
  RC_ASSERT(problems_of(sequence) == "");
  const auto compiled = compile_sequence(sequence, index, the_suite());
  RC_ASSERT(compiled.has_value());
  RC_ASSERT(compiled->generated);
  RC_ASSERT(compiled->steps.size() == sequence.at("steps").size());
}

RC_GTEST_PROP(Sequence, UsesNothingThatTheTargetDoesNotAllow, (std::uint64_t seed, std::uint8_t index)) {
  ExploreLimits limits{.version = "2024-3", .users = 1};
  limits.without_attributes = {"email", "createdAt"};
  limits.operations = {"updateUser", "getUser"};
  limits.slow_writings = false;
  const json sequence = a_sequence(seed, index, limits);
  const std::string text = sequence.dump();
  for (const char* what : {"\"email\"", "user2", "\"admin\"", "setUser", "\"http-1-0\"", "\"split\"", "pauseMs"})
    RC_ASSERT(text.find(what) == std::string::npos);
}

TEST(Exploration, BeginsWithTheShorterPlan) {
  const auto shorter = plan_exploration(the_suite(), the_table(), all_there_is(), 7, 200);
  const auto longer = plan_exploration(the_suite(), the_table(), all_there_is(), 7, 400);
  ASSERT_TRUE(shorter && longer);
  EXPECT_GE(shorter->requests, 200U);
  ASSERT_LT(shorter->sources.size(), longer->sources.size());
  for (std::size_t i = 0; i < shorter->sources.size(); ++i) EXPECT_EQ(shorter->sources[i], longer->sources[i]);
}

TEST(Exploration, DiffersFromSeedToSeed) { EXPECT_NE(a_sequence(1, 0), a_sequence(2, 0)); }

TEST(Exploration, PlansEveryPairAndEveryWriting) {
  const auto plan = plan_exploration(the_suite(), the_table(), all_there_is(), 1, 20'000);
  ASSERT_TRUE(plan);
  EXPECT_GE(plan->coverage.pairs_percent(the_table()), 99U);
  for (const Writing& writing : writings())
    EXPECT_TRUE(plan->coverage.writings().contains(std::string{writing.name})) << writing.name;
  EXPECT_GT(plan->coverage.reads().first, 1000U);
  EXPECT_GT(plan->coverage.reads().second, 1000U);
}

TEST(Exploration, RefusesInEveryWayOfTheTable) {
  const auto plan = plan_exploration(the_suite(), the_table(), all_there_is(), 1, 20'000);
  ASSERT_TRUE(plan);
  std::set<std::string> requirements;
  for (const Case& sequence : plan->cases) {
    for (const Step& step : sequence.steps) {
      if (step.expect.negative()) requirements.insert(step.expect.requirement);
    }
  }
  for (const ExploreRefusal& refusal : the_table().refusals) {
    if (refusal.expect.contains("alternatives")) continue;  // may succeed
    const std::string id = refusal.expect.value("requirement", std::string{});
    EXPECT_TRUE(requirements.contains(id)) << refusal.name;
  }
}

TEST(CaseFile, OfADiscoveryIsNamedByItsCauseAlone) {
  Discovery discovery{.fingerprint = {.requirement = "UPDATE-KEEPS-OMITTED",
                                      .rule = "effect.merge.kept",
                                      .where = "/data/attributes/locale",
                                      .status = "200"},
                      .message = "updateUser changed locale",
                      .case_id = "explore/sequence-1",
                      .sequence = a_sequence(1, 1),
                      .flaky = {}};
  const CaseFile one = case_file_of(discovery);
  discovery.sequence = a_sequence(2, 9);
  EXPECT_EQ(case_file_of(discovery).name, one.name);
  EXPECT_TRUE(one.name.starts_with("update-keeps-omitted-"));
  EXPECT_EQ(problems_of(json::parse(one.text).at("cases").at(0)), "");
}

}  // namespace
}  // namespace conform
