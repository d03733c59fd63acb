#include "check/findings.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace conform {
namespace {

Requirement bound(std::string id, Level level, RuleBinding rule) {
  Requirement requirement;
  requirement.id = std::move(id);
  requirement.level = level;
  requirement.versions = {"*"};
  requirement.operations = {"getUser"};
  requirement.rules = {std::move(rule)};
  return requirement;
}

RuleBook rules() {
  return RuleBook{{bound("MUST", Level::must, {.rule = "contract.user", .at = "/data"}),
                   bound("SHOULD", Level::should, {.rule = "contract.user-should", .at = ""}),
                   bound("OBSERVE", Level::observe, {.rule = "effect.none", .at = ""})}};
}

Mismatch mismatch(std::string where, std::string actual = "2") {
  return {.where = std::move(where), .expected = "1", .actual = std::move(actual), .message = "is wrong"};
}

TEST(Findings, TakeRequirementAndLevelFromTheRuleBook) {
  const RuleBook book = rules();
  Findings findings{book, "2024-3"};
  findings.add("contract.user", "getUser", 4, mismatch("/data/id"));
  EXPECT_EQ(findings.take(no_secrets()), (std::vector<Finding>{{.rule = "contract.user",
                                                                .requirement = "MUST",
                                                                .level = Level::must,
                                                                .where = "/data/id",
                                                                .expected = "1",
                                                                .actual = "2",
                                                                .message = "is wrong",
                                                                .exchange = 4}}));
}

TEST(Findings, CapLowersMustToShouldAndNothingElse) {
  const RuleBook book = rules();
  Findings findings{book, "2024-3"};
  findings.add("contract.user", "getUser", 0, mismatch("/data"), Level::should);
  findings.add("contract.user-should", "getUser", 0, mismatch(""), Level::should);
  findings.add("effect.none", "getUser", 0, mismatch(""), Level::should);
  ASSERT_EQ(findings.all().size(), 3U);
  EXPECT_EQ(findings.all()[0].level, Level::should);
  EXPECT_EQ(findings.all()[1].level, Level::should);
  EXPECT_EQ(findings.all()[2].level, Level::observe);
}

TEST(Findings, RefuseARuleThatSpeaksForNothing) {
  const RuleBook book = rules();
  Findings findings{book, "2024-3"};
  EXPECT_THROW(findings.add("contract.status", "getUser", 0, mismatch("status")), std::logic_error);
  EXPECT_THROW(findings.add("contract.user", "setUser", 0, mismatch("/data")), std::logic_error);
  EXPECT_THROW(findings.add("contract.user", "getUser", 0, mismatch("/meta")), std::logic_error);
  EXPECT_TRUE(findings.all().empty());
}

TEST(Findings, DropTheSameDepartureInAnotherExchange) {
  const RuleBook book = rules();
  Findings findings{book, "2024-3"};
  findings.add("contract.user", "getUser", 1, mismatch("/data"));
  findings.add("contract.user", "getUser", 2, mismatch("/data"));
  ASSERT_EQ(findings.all().size(), 1U);
  EXPECT_EQ(findings.all()[0].exchange, 1U);
}

TEST(Findings, KeepDeparturesThatDiffer) {
  const RuleBook book = rules();
  Findings findings{book, "2024-3"};
  findings.add("contract.user", "getUser", 1, mismatch("/data"));
  findings.add("contract.user", "getUser", 1, mismatch("/data", "3"));
  findings.add("contract.user", "getUser", 1, mismatch("/data/id"));
  findings.add_cited("expect.match", "MUST", Level::must, 1, mismatch("/data"));
  findings.add_cited("expect.match", "OTHER", Level::must, 1, mismatch("/data"));
  EXPECT_EQ(findings.all().size(), 5U);
}

TEST(Findings, KnowWhetherSomeAreAtMustLevel) {
  const RuleBook book = rules();
  Findings findings{book, "2024-3"};
  EXPECT_FALSE(findings.any_must());
  findings.add_cited("expect.status", "SHOULD", Level::should, 0, mismatch("status"));
  EXPECT_FALSE(findings.any_must());
  findings.add_cited("expect.status", "MUST", Level::must, 0, mismatch("status"));
  EXPECT_TRUE(findings.any_must());
}

TEST(Findings, KnowWhatARuleFoundInAnExchange) {
  const RuleBook book = rules();
  Findings findings{book, "2024-3"};
  findings.add("contract.user", "getUser", 2, mismatch("/data"));
  EXPECT_TRUE(findings.has("contract.user", 2));
  EXPECT_FALSE(findings.has("contract.user", 1));
  EXPECT_FALSE(findings.has("contract.error", 2));
}

}  // namespace
}  // namespace conform
