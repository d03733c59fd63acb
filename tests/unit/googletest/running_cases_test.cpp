#include "googletest/running_cases.hpp"

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

TEST(RunningCases, GiveEachVerdictToWhoAsksForIt) {
  RunningCases cases{[](const std::stop_token&, const RunningCases::Report& report) {
    report(passed("a"));
    report(passed("b"));
  }};
  EXPECT_EQ(cases.verdict_on("b"), passed("b"));
  EXPECT_EQ(cases.verdict_on("a"), passed("a"));
}

TEST(RunningCases, WaitForNoVerdictButTheAskedOne) {
  std::atomic<bool> go = false;
  RunningCases cases{[&](const std::stop_token&, const RunningCases::Report& report) {
    report(passed("a"));
    go.wait(false);
    report(passed("b"));
  }};
  EXPECT_EQ(cases.verdict_on("a"), passed("a"));
  go = true;
  go.notify_all();
  EXPECT_EQ(cases.verdict_on("b"), passed("b"));
  cases.finish();
}

TEST(RunningCases, AreErroredWhenTheRunEndsWithoutThem) {
  RunningCases ended{[](const std::stop_token&, const RunningCases::Report&) {}};
  EXPECT_EQ(ended.verdict_on("a").outcome,
            (Outcome{.kind = OutcomeKind::errored, .reason = "the run ended without it"}));
  RunningCases broken{[](const std::stop_token&, const RunningCases::Report&) { throw std::runtime_error{"oh"}; }};
  EXPECT_EQ(broken.verdict_on("a").outcome,
            (Outcome{.kind = OutcomeKind::errored, .reason = "a defect of the suite: oh"}));
}

TEST(RunningCases, AreStoppedWhenNobodyAsksAnyMore) {
  bool stopped = false;
  {
    const RunningCases cases{[&](const std::stop_token& stop, const RunningCases::Report&) {
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
