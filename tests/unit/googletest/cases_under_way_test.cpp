#include "googletest/cases_under_way.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>

namespace conform {
namespace {

Verdict passed(std::string id) {
  Verdict verdict;
  verdict.id = std::move(id);
  verdict.outcome.kind = OutcomeKind::passed;
  return verdict;
}

TEST(CasesUnderWay, GiveEachVerdictToWhoAsksForIt) {
  CasesUnderWay cases{[](const std::stop_token&, const CasesUnderWay::Tell& tell) {
    tell(passed("a"));
    tell(passed("b"));
  }};
  EXPECT_EQ(cases.verdict_on("b"), passed("b"));
  EXPECT_EQ(cases.verdict_on("a"), passed("a"));
}

TEST(CasesUnderWay, WaitForNoVerdictButTheAskedOne) {
  std::atomic<bool> go = false;
  CasesUnderWay cases{[&](const std::stop_token&, const CasesUnderWay::Tell& tell) {
    tell(passed("a"));
    go.wait(false);
    tell(passed("b"));
  }};
  EXPECT_EQ(cases.verdict_on("a"), passed("a"));
  go = true;
  go.notify_all();
  EXPECT_EQ(cases.verdict_on("b"), passed("b"));
  cases.finish();
}

TEST(CasesUnderWay, AreErroredWhenTheRunEndsWithoutThem) {
  CasesUnderWay ended{[](const std::stop_token&, const CasesUnderWay::Tell&) {}};
  EXPECT_EQ(ended.verdict_on("a").outcome,
            (Outcome{.kind = OutcomeKind::errored, .reason = "the run ended without it"}));
  CasesUnderWay broken{[](const std::stop_token&, const CasesUnderWay::Tell&) { throw std::runtime_error{"oh"}; }};
  EXPECT_EQ(broken.verdict_on("a").outcome,
            (Outcome{.kind = OutcomeKind::errored, .reason = "a defect of the suite: oh"}));
}

TEST(CasesUnderWay, AreStoppedWhenNobodyAsksAnyMore) {
  bool stopped = false;
  {
    const CasesUnderWay cases{[&](const std::stop_token& stop, const CasesUnderWay::Tell&) {
      std::mutex mutex;
      std::condition_variable_any changed;
      std::unique_lock lock{mutex};
      changed.wait(lock, stop, [] { return false; });
      stopped = true;
    }};
  }
  EXPECT_TRUE(stopped);
}

}  // namespace
}  // namespace conform
