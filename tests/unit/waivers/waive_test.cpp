#include "waivers/waive.hpp"

#include <gtest/gtest.h>

#include "base/time.hpp"
#include "unit/waivers/verdicts.hpp"

namespace conform::test {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view today = "2026-11-20";

Outcome waived_by(Verdict verdict, const std::vector<Waiver>& waivers, Level fail_on = Level::must) {
  waive(verdict, waivers, today, fail_on);
  return verdict.outcome;
}

TEST(Waive, TakesAFailureThatIsKnown) {
  const Verdict verdict = failed("users/patch/merge/stays[attribute=locale]", {finding("/data/attributes/locale")});
  EXPECT_EQ(waived_by(verdict, {entry("users/patch/merge/stays[attribute=locale]")}),
            (Outcome{.kind = OutcomeKind::waived, .reason = "the old database (until 2026-12-31)"}));
  EXPECT_EQ(waived_by(verdict, {entry("users/patch/*")}).kind, OutcomeKind::waived);
}

TEST(Waive, LeavesTheFindings) {
  Verdict verdict = failed("a", {finding("/data/attributes/locale")});
  const auto findings = verdict.findings;
  waive(verdict, std::vector{entry()}, today, Level::must);
  EXPECT_EQ(verdict.findings, findings);
}

TEST(Waive, SaysWhoLooksAfterItAndWhere) {
  Waiver waiver = entry();
  waiver.link = "https://issues.example/7";
  waiver.owner = "team users";
  EXPECT_EQ(waived_by(failed("a", {finding("/data/attributes/locale")}), {waiver}).reason,
            "the old database (https://issues.example/7; owner team users; until 2026-12-31)");
}

TEST(Waive, LeavesACaseFailedThatHasAnotherFindingToo) {
  const Verdict verdict = failed("a", {finding("/data/attributes/locale"), finding("/data/attributes/email")});
  EXPECT_EQ(waived_by(verdict, {entry()}).kind, OutcomeKind::failed);
  Waiver email = entry();
  email.where = "/data/attributes/email";
  email.reason = "the mail system";
  EXPECT_EQ(waived_by(verdict, {entry(), email}).reason,
            "the old database (until 2026-12-31); the mail system (until 2026-12-31)");
}

TEST(Waive, DoesNotMindFindingsThatDoNotFailTheRun) {
  const Verdict verdict =
      failed("a", {finding("/data/attributes/locale"), finding("/meta", "contract.should", Level::should)});
  EXPECT_EQ(waived_by(verdict, {entry()}).kind, OutcomeKind::waived);
  EXPECT_EQ(waived_by(verdict, {entry()}, Level::should).kind, OutcomeKind::failed);
}

TEST(Waive, LooksAtEveryPartOfTheFingerprint) {
  const Verdict verdict = failed("a", {finding("/data/attributes/locale")}, 200);
  const auto changed = [](auto change) {
    Waiver waiver = entry();
    change(waiver);
    return std::vector{waiver};
  };
  EXPECT_EQ(waived_by(verdict, changed([](auto& one) { one.status = "200"; })).kind, OutcomeKind::waived);
  EXPECT_EQ(waived_by(verdict, changed([](auto& one) { one.where = "/data/*"; })).kind, OutcomeKind::waived);
  for (const auto& known :
       {changed([](auto& one) { one.status = "500"; }), changed([](auto& one) { one.rule += "x"; }),
        changed([](auto& one) { one.requirement += "X"; }), changed([](auto& one) { one.where += "x"; }),
        changed([](auto& one) { one.cases = {"b"}; })})
    EXPECT_EQ(waived_by(verdict, known).kind, OutcomeKind::failed);
}

TEST(Waive, HoldsUntilTheEndOfItsLastDay) {
  const Verdict verdict = failed("a", {finding("/data/attributes/locale")});
  Waiver waiver = entry();
  waiver.expires = today;
  EXPECT_EQ(waived_by(verdict, {waiver}).kind, OutcomeKind::waived);
  waiver.expires = "2026-11-19";
  EXPECT_EQ(waived_by(verdict, {waiver}).kind, OutcomeKind::failed);
}

TEST(Waive, TakesOnlyWhatFailed) {
  for (const OutcomeKind kind : {OutcomeKind::passed, OutcomeKind::skipped, OutcomeKind::errored}) {
    Verdict verdict = failed("a", {finding("/data/attributes/locale")});
    verdict.outcome.kind = kind;
    EXPECT_EQ(waived_by(verdict, {entry()}).kind, kind);
  }
  EXPECT_EQ(waived_by(failed("a", {}), {entry()}).kind, OutcomeKind::failed);
}

TEST(UtcDate, IsTheDayOfATime) {
  const auto midnight = std::chrono::sys_days{std::chrono::year{2026} / 12 / 31};
  EXPECT_EQ(utc_date(midnight), "2026-12-31");
  EXPECT_EQ(utc_date(midnight - 1ms), "2026-12-30");
  EXPECT_EQ(utc_date(midnight + 24h), "2027-01-01");
}

}  // namespace
}  // namespace conform::test
