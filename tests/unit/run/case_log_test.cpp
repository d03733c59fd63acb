#include "run/case/case_log.hpp"

#include <gtest/gtest.h>

#include "base/gate.hpp"
#include "unit/run/mini_suite.hpp"

namespace conform::test {
namespace {

/// A log of the mini suite, for a target that has pinned one observation.
class ACaseLog : public ::testing::Test {
 protected:
  [[nodiscard]] Verdict verdict() {
    Verdict verdict;
    log.move_to(verdict, Redactor{});
    return verdict;
  }
  std::set<std::string, std::less<>> observe(Notice notice) {
    log.add(CheckResult{.mismatches = {}, .notices = {std::move(notice)}}, {.operation = "getUser"});
    return log.observe_notices([](const Notice& one) { return one; });
  }
  static Exchange answered(int status, std::string body = {}) {
    Exchange exchange;
    exchange.response = Response{.status = status, .reason = {}, .headers = {}, .body = std::move(body)};
    return exchange;
  }

  Suite suite = mini_suite();
  CaseLog::Pins pins{{"locale-case", "kept"}};
  FormsSeen forms_seen;
  CaseLog log{suite.rules, "2024-3", pins, forms_seen};
};

TEST_F(ACaseLog, KeepsExchangesInOrderAndWhereTheyAre) {
  EXPECT_EQ(log.last_response(), nullptr);
  const Exchange& first = log.add(answered(200, "abc"));
  for (int i = 0; i < 100; ++i) log.add(answered(404, "d"));
  EXPECT_EQ(&log.at(0), &first);
  EXPECT_EQ(log.size(), 101U);
  EXPECT_EQ(log.last_response()->status, 404);
  EXPECT_EQ(log.response_bytes(), 103U);
  EXPECT_EQ(verdict().exchanges.size(), 101U);
}

TEST_F(ACaseLog, FindsWhatIsNotPinned) {
  log.observe("locale-case", "kept", "MUST-CASE", 0);
  EXPECT_TRUE(log.findings().all().empty());
  log.observe("locale-case", "normalised", "MUST-CASE", 3);
  const Verdict made = verdict();
  ASSERT_EQ(made.findings.size(), 1U);
  EXPECT_EQ(made.findings[0].rule, "expect.pin");
  EXPECT_EQ(made.findings[0].requirement, "MUST-CASE");
  EXPECT_EQ(made.findings[0].exchange, 3U);
  EXPECT_EQ(made.observations.size(), 2U);
}

TEST_F(ACaseLog, KeepsAnObservationOnce) {
  log.observe("email-domain-case", "kept", "MUST-CASE", 0);
  log.observe("email-domain-case", "kept", "MUST-CASE", 1);
  EXPECT_EQ(verdict().observations.size(), 1U);
}

TEST_F(ACaseLog, ObservesNothingThatNoRequirementLeavesOpen) {
  EXPECT_TRUE(observe({.observation = "unheard-of", .interpretation = "kept", .value = "v", .where = "/a"}).empty());
  EXPECT_TRUE(verdict().observations.empty());
}

TEST_F(ACaseLog, FindsOneValueInTwoForms) {
  EXPECT_EQ(observe({.observation = "email-domain-case", .interpretation = "kept", .value = "v", .where = "/a"}).size(),
            1U);
  EXPECT_TRUE(log.findings().all().empty());
  observe({.observation = "email-domain-case", .interpretation = "normalised", .value = "v", .where = "/a"});
  ASSERT_EQ(log.findings().all().size(), 1U);
  EXPECT_EQ(log.findings().all()[0].rule, "effect.one-form");
  EXPECT_EQ(plain(log.findings().all()[0].actual), "kept and normalised");
}

TEST_F(ACaseLog, HintsAtWhatFollows) {
  log.hint(2, "a wrong token?");
  EXPECT_EQ(log.hint_at(1), "");
  EXPECT_EQ(log.hint_at(2), "a wrong token?");
  EXPECT_EQ(log.hint_at(5), "a wrong token?");
  log.hint(4, "another one?");
  EXPECT_EQ(log.hint_at(5), "another one?");
}

}  // namespace
}  // namespace conform::test
