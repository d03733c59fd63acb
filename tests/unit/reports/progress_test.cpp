#include "reports/progress.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include "reports/text.hpp"
#include "unit/reports/arbitrary_result.hpp"

namespace conform {
namespace {

using namespace std::chrono_literals;

struct Screen {
  std::string text;
  std::chrono::steady_clock::time_point now{};
  std::size_t writes = 0;

  Progress progress(std::size_t cases, const ProgressStyle& style) {
    return Progress{cases, style,
                    [this](std::string_view part) {
                      text += part;
                      ++writes;
                    },
                    [this] { return now; }};
  }
  std::string taken() { return std::exchange(text, {}); }
};

Verdict verdict_of(const std::string& id, OutcomeKind kind, const std::string& reason = {}) {
  Verdict made;
  made.id = id;
  made.outcome = {.kind = kind, .reason = reason};
  return made;
}

TEST(Progress, DrawsOneLineOnATerminalAndClearsIt) {
  Screen screen;
  Progress progress = screen.progress(4, {.terminal = true});
  progress.started("users/a");
  EXPECT_EQ(screen.taken(), "\r\x1b[K[....................] 0/4  users/a");
  screen.now += 50ms;
  progress.finished(verdict_of("users/a", OutcomeKind::failed));
  EXPECT_EQ(screen.taken(), "\r\x1b[KFAILED users/a: \n\r\x1b[K[#####...............] 1/4, 1 failed  users/a");
  progress.done();
  EXPECT_EQ(screen.taken(), "\r\x1b[K");
}

TEST(Progress, RedrawsNotMoreOftenThanAsked) {
  Screen screen;
  Progress progress = screen.progress(1000, {.terminal = true});
  for (int i = 0; i < 999; ++i) {
    progress.started("a");
    progress.finished(verdict_of("a", OutcomeKind::passed));
    screen.now += 1ms;
  }
  EXPECT_EQ(screen.writes, 20U);
}

TEST(Progress, DrawsTheLastCaseAtOnce) {
  Screen screen;
  Progress progress = screen.progress(1, {.terminal = true});
  progress.started("a");
  screen.text.clear();
  progress.finished(verdict_of("a", OutcomeKind::passed));
  EXPECT_EQ(screen.text, "\r\x1b[K[####################] 1/1  a");
}

TEST(Progress, FitsTheWidthOfTheTerminal) {
  Screen screen;
  Progress progress = screen.progress(4, {.terminal = true, .width = 40});
  progress.started("漢字" + std::string(100, 'x'));
  EXPECT_EQ(columns(std::string_view{screen.text}.substr(4)), 39U);  // behind the four bytes that clear the line
}

TEST(Progress, ClearsNothingWhenNothingWasDrawn) {
  Screen screen;
  Progress progress = screen.progress(0, {.terminal = true});
  progress.done();
  EXPECT_EQ(screen.text, "");
}

TEST(Progress, LogsFailedAndErroredCasesOnly) {
  Screen screen;
  Progress progress = screen.progress(6, {});
  Verdict failed = verdict_of("users/b", OutcomeKind::failed);
  failed.findings.resize(2);
  failed.findings[0].level = Level::should;
  failed.findings[0].message = "a hint";
  failed.findings[1].message = "responded 500";
  progress.started("users/a");
  progress.finished(verdict_of("users/a", OutcomeKind::passed));
  progress.finished(failed);
  progress.started("users/c");
  progress.finished(verdict_of("users/c", OutcomeKind::errored, "connection refused"));
  progress.finished(verdict_of("users/e", OutcomeKind::errored, "it did not begin, for a reason of the summary"));
  progress.finished(verdict_of("users/d", OutcomeKind::skipped, "no reader"));
  progress.done();
  EXPECT_EQ(screen.text, "FAILED users/b: responded 500\nERRORED users/c: connection refused\n");
}

TEST(Progress, LogsTheCountsNowAndThen) {
  Screen screen;
  Progress progress = screen.progress(100, {});
  for (int i = 0; i < 70; ++i) {
    progress.finished(verdict_of("a", OutcomeKind::passed));
    screen.now += 1s;
  }
  EXPECT_EQ(screen.text, "31/100 cases, 30 s, about 1 min 7 s left\n61/100 cases, 1 min 0 s, about 39 s left\n");
}

TEST(Progress, ShowsElapsedTimeAndAnEstimateOnATerminal) {
  Screen screen;
  Progress progress = screen.progress(4, {.terminal = true});
  progress.started("a");
  screen.now += 10s;
  progress.finished(verdict_of("a", OutcomeKind::passed));
  EXPECT_EQ(screen.text.substr(screen.text.rfind("1/4")), "1/4, 10 s, about 31 s left  a");
}

TEST(Progress, ReportsOneReasonFiveTimesWhicheverUserAndNumberItHas) {
  Screen screen;
  Progress progress = screen.progress(9, {});
  for (int i = 1; i <= 8; ++i) {
    const std::string id = "case-" + std::to_string(i);
    progress.started(id);
    progress.finished(
        verdict_of(id, OutcomeKind::errored,
                   "the record of user-" + std::to_string(i) + " ended after " + std::to_string(100 + i)));
  }
  progress.started("other");
  progress.finished(verdict_of("other", OutcomeKind::errored, "something else"));
  progress.done();
  const auto lines = std::count(screen.text.begin(), screen.text.end(), '\n');
  EXPECT_EQ(lines, 7) << screen.text;
  EXPECT_TRUE(
      screen.text.ends_with("ERRORED other: something else\n"
                            "AND 3 more like ERRORED: the record of a user ended after 101\n"))
      << screen.text;
}

TEST(Progress, ReportsFailuresAboveTheBar) {
  Screen screen;
  Progress progress = screen.progress(2, {.terminal = true});
  progress.started("a");
  screen.text.clear();
  Verdict failed = verdict_of("a", OutcomeKind::failed);
  failed.findings.resize(1);
  failed.findings[0].message = "responded 500";
  progress.finished(failed);
  EXPECT_EQ(screen.text, "\r\x1b[KFAILED a: responded 500\n\r\x1b[K[##########..........] 1/2, 1 failed  a");
}

TEST(Progress, ColoursTheBarAndTheWord) {
  Screen screen;
  Progress bar = screen.progress(2, {.terminal = true, .colour = true});
  bar.started("a");
  EXPECT_TRUE(screen.taken().starts_with("\r\x1b[K\x1b[32m[....................]\x1b[0m 0/2"));
  Progress log = screen.progress(2, {.colour = true});
  log.started("a");
  log.finished(verdict_of("a", OutcomeKind::errored, "b"));
  EXPECT_EQ(screen.taken(), "\x1b[31mERRORED\x1b[0m a: b\n");
}

RC_GTEST_PROP(Progress, PrintsNoForeignByteRaw, ()) {
  Screen screen;
  const RunResult result = *testing::nasty_result();
  Progress log = screen.progress(result.verdicts.size(), {});
  for (const Verdict& each : result.verdicts) {
    log.started(each.id);
    log.finished(each);
  }
  RC_ASSERT(printable(screen.text) == screen.text);
  screen.text.clear();
  Progress bar = screen.progress(result.verdicts.size(), {.terminal = true, .redraw = {}});
  for (const Verdict& each : result.verdicts) {
    bar.started(each.id);
    const std::string line = screen.taken().substr(4);
    RC_ASSERT(printable_line(line) == line);
    RC_ASSERT(columns(line) < 80U);
  }
}

}  // namespace
}  // namespace conform
