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

Mismatch mismatch(std::string rule, std::string where, std::string actual = "2") {
  return {.rule = std::move(rule),
          .where = std::move(where),
          .expected = "1",
          .actual = std::move(actual),
          .message = "is wrong"};
}

Mismatch cited(std::string rule, std::string requirement, Level level, std::string where) {
  Mismatch made = mismatch(std::move(rule), std::move(where));
  made.cited = Citation{std::move(requirement), level};
  return made;
}

Place place(std::size_t exchange, std::string_view operation = "getUser", Level max_level = Level::must) {
  return {.operation = operation, .exchange = exchange, .max_level = max_level};
}

TEST(Findings, TakeRequirementAndLevelFromTheRuleBook) {
  const RuleBook book = rules();
  Findings findings{book, "2024-3"};
  findings.add(mismatch("contract.user", "/data/id"), place(4));
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
  findings.add(mismatch("contract.user", "/data"), place(0, "getUser", Level::should));
  findings.add(mismatch("contract.user-should", ""), place(0, "getUser", Level::should));
  findings.add(mismatch("effect.none", ""), place(0, "getUser", Level::should));
  ASSERT_EQ(findings.all().size(), 3U);
  EXPECT_EQ(findings.all()[0].level, Level::should);
  EXPECT_EQ(findings.all()[1].level, Level::should);
  EXPECT_EQ(findings.all()[2].level, Level::observe);
}

TEST(Findings, CapWhatACheckCaps) {
  const RuleBook book = rules();
  Findings findings{book, "2024-3"};
  Mismatch lesser = mismatch("contract.user", "/data");
  lesser.max_level = Level::should;
  findings.add(lesser, place(0));
  EXPECT_EQ(findings.all().at(0).level, Level::should);
}

TEST(Findings, StandWhereTheyWereSeen) {
  const RuleBook book = rules();
  Findings findings{book, "2024-3"};
  Mismatch later = mismatch("contract.user", "/data/id");
  later.in_later_read = true;
  findings.add(Mismatches{mismatch("contract.user", "/data"), later},
               {.operation = "getUser", .exchange = 4, .later_read = 6});
  EXPECT_EQ(findings.all().at(0).exchange, 4U);
  EXPECT_EQ(findings.all().at(1).exchange, 6U);
}

TEST(Findings, KeepEachNoticeOnce) {
  const RuleBook book = rules();
  Findings findings{book, "2024-3"};
  const Notice notice{.observation = "o", .interpretation = "kept", .value = {}, .where = "/a"};
  findings.add(CheckResult{.mismatches = {}, .notices = {notice, notice}}, place(2));
  const auto notices = findings.take_notices();
  ASSERT_EQ(notices.size(), 1U);
  EXPECT_EQ(notices[0].operation, "getUser");
  EXPECT_EQ(notices[0].exchange, 2U);
  EXPECT_TRUE(findings.take_notices().empty());
}

TEST(Findings, RefuseARuleThatSpeaksForNothing) {
  const RuleBook book = rules();
  Findings findings{book, "2024-3"};
  EXPECT_THROW(findings.add(mismatch("contract.status", "status"), place(0)), std::logic_error);
  EXPECT_THROW(findings.add(mismatch("contract.user", "/data"), place(0, "setUser")), std::logic_error);
  EXPECT_THROW(findings.add(mismatch("contract.user", "/meta"), place(0)), std::logic_error);
  EXPECT_TRUE(findings.all().empty());
}

TEST(Findings, DropTheSameDepartureInAnotherExchange) {
  const RuleBook book = rules();
  Findings findings{book, "2024-3"};
  findings.add(mismatch("contract.user", "/data"), place(1));
  findings.add(mismatch("contract.user", "/data"), place(2));
  ASSERT_EQ(findings.all().size(), 1U);
  EXPECT_EQ(findings.all()[0].exchange, 1U);
}

TEST(Findings, KeepDeparturesThatDiffer) {
  const RuleBook book = rules();
  Findings findings{book, "2024-3"};
  findings.add(mismatch("contract.user", "/data"), place(1));
  findings.add(mismatch("contract.user", "/data", "3"), place(1));
  findings.add(mismatch("contract.user", "/data/id"), place(1));
  findings.add(cited("expect.match", "MUST", Level::must, "/data"), place(1));
  findings.add(cited("expect.match", "OTHER", Level::must, "/data"), place(1));
  EXPECT_EQ(findings.all().size(), 5U);
}

TEST(Findings, KnowWhetherSomeAreAtMustLevel) {
  const RuleBook book = rules();
  Findings findings{book, "2024-3"};
  EXPECT_FALSE(findings.any_must());
  findings.add(cited("expect.status", "SHOULD", Level::should, "status"), place(0));
  EXPECT_FALSE(findings.any_must());
  findings.add(cited("expect.status", "MUST", Level::must, "status"), place(0));
  EXPECT_TRUE(findings.any_must());
}

TEST(Findings, KnowWhatARuleFoundInAnExchange) {
  const RuleBook book = rules();
  Findings findings{book, "2024-3"};
  findings.add(mismatch("contract.user", "/data"), place(2));
  EXPECT_TRUE(findings.has("contract.user", 2));
  EXPECT_FALSE(findings.has("contract.user", 1));
  EXPECT_FALSE(findings.has("contract.error", 2));
}

}  // namespace
}  // namespace conform
