// Servers whose reads lag behind writes, and targets that allow themselves that.
#include <gtest/gtest.h>

#include "unit/run/running_case.hpp"

namespace conform::test {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using Texts = std::vector<std::string>;

constexpr std::string_view merge_case =
    R"({"setup":{"attributes":"full"},"steps":[{"send":{"operation":"updateUser","attributes":{"locale":"${differentFrom(locale)}"}},
        "expect":{"status":200,"effect":"merge"}}]})";
constexpr std::string_view attributes_case =
    R"({"setup":{"customAttributes":{"conform-a":"one"}},"steps":[{"send":{"operation":"setUserAttributes",
        "document":{"conform-a":"two"}},"expect":{"status":204,"effect":"merge"}}]})";

/// GETs show what was there so long ago.
class Lagging : public ::testing::Test {
 protected:
  void lag_by(std::chrono::milliseconds lag) {
    c_.api.instead = [this, lag](const Request& request) -> std::optional<ResponseOrError> {
      const auto now = c_.clock->now();
      const bool on_users = request.target.starts_with("/users/");
      auto& history = histories_[on_users ? 0 : 1];
      const json current = on_users ? c_.api.records.at(test_user(1).id) : c_.api.attributes.at(test_user(1).id);
      if (history.empty() || history.back().second != current) history.emplace_back(now, current);
      if (request.method != "GET") {
        // What this request makes of the record shows from now on in the history.
        c_.clock->pass(1ms);
        return std::nullopt;
      }
      json seen = history.front().second;
      for (const auto& [since, state] : history) {
        if (since + lag <= now || &state == &history.front().second) seen = state;
      }
      return on_users ? user_response(test_user(1).id, seen)
                      : plain(200, {{"Content-Type", "application/json"}}, seen.dump());
    };
  }
  RunningCase c_;
  std::map<int, std::vector<std::pair<Clock::TimePoint, json>>> histories_;
};

TEST_F(Lagging, IsNoViolationWithoutLeaveYetTheCaseCannotBeJudged) {
  lag_by(300ms);
  for (const std::string_view source : {merge_case, attributes_case, merge_case}) {
    const Verdict verdict = c_.run(source);
    EXPECT_EQ(verdict.outcome,
              (Outcome{.kind = OutcomeKind::errored,
                       .reason = "reads lag behind writes by up to 500 ms; set \"consistencyMs\" in the target file"}));
    EXPECT_EQ(found(verdict), Texts{});
  }
  EXPECT_GE(c_.consistency.lag().longest, 250ms);
  EXPECT_GE(c_.consistency.bound(), 1000ms) << "from now on reads before a write are waited for, too";
}

TEST_F(Lagging, IsTriedForTheFirstFiveDisagreementsOnly) {
  // Reads never come to show what was written.
  c_.api.patch = [](const json& before, const json&) { return before; };
  for (int i = 0; i < 5; ++i) {
    const Clock::TimePoint begun = c_.clock->now();
    EXPECT_EQ(c_.run(merge_case).outcome.kind, OutcomeKind::failed);
    EXPECT_EQ(c_.clock->now() - begun, 1000ms) << i;
  }
  const Clock::TimePoint begun = c_.clock->now();
  EXPECT_EQ(c_.run(merge_case).outcome.kind, OutcomeKind::failed);
  EXPECT_EQ(c_.clock->now(), begun);
  EXPECT_EQ(c_.consistency.bound(), 0ms);
}

TEST_F(Lagging, TakesNothingFromAViolation) {
  lag_by(300ms);
  c_.api.patch = [](const json& before, const json& sent) {
    json after = before;
    after.merge_patch(sent);
    after.erase("firstName");
    return after;
  };
  EXPECT_EQ(c_.run(merge_case).outcome.kind, OutcomeKind::failed);
}

TEST_F(Lagging, IsWaitedForWithinTheBoundAndReported) {
  EventualConsistency allowed{1000ms};
  RunSetting setting{.suite = c_.suite,
                     .contract = c_.setting.contract,
                     .shape = c_.setting.shape,
                     .constraints = c_.setting.constraints,
                     .pins = {},
                     .special_actors = {},
                     .offered = c_.setting.offered,
                     .control_requests = c_.control_requests,
                     .coverage = c_.coverage,
                     .sent_values = c_.sent_values,
                     .consistency = allowed};
  lag_by(300ms);
  for (const std::string_view source : {merge_case, attributes_case}) {
    TinyTransport transport{c_.api};
    RetryingClient client{transport, c_.breaker, c_.rate_limiter, {}, {}};
    const Verdict verdict = run_case(a_case(c_.suite, source), setting, test_user(1), test_user(2), client);
    EXPECT_EQ(verdict.outcome.kind, OutcomeKind::passed) << verdict.outcome.reason;
    EXPECT_EQ(found(verdict), std::vector<std::string>{});
  }
  EXPECT_GE(allowed.lag().late_reads, 3U);
  EXPECT_GE(allowed.lag().longest, 250ms);
  EXPECT_LE(allowed.lag().longest, 1000ms);
}

TEST_F(Lagging, IsWaitedForByReadsThatACaseAsksFor) {
  constexpr std::string_view written_and_read =
      R"({"steps":[{"send":{"operation":"setUserAttributes","document":{"conform-a":"two"}},
                    "expect":{"status":204,"effect":"unchecked"}},
                   {"send":{"operation":"getUserAttributes"},
                    "expect":{"status":200,"matches":[{"at":"/conform-a","equals":"two"}]}}]})";
  EventualConsistency allowed{1000ms};
  const RunSetting setting{.suite = c_.suite,
                           .contract = c_.setting.contract,
                           .shape = c_.setting.shape,
                           .constraints = c_.setting.constraints,
                           .pins = {},
                           .special_actors = {},
                           .offered = c_.setting.offered,
                           .control_requests = c_.control_requests,
                           .coverage = c_.coverage,
                           .sent_values = c_.sent_values,
                           .consistency = allowed};
  std::optional<Clock::TimePoint> written;
  c_.api.instead = [&](const Request& request) -> std::optional<ResponseOrError> {
    if (request.method == "PUT") written = c_.clock->now();
    const bool stale = request.method == "GET" && (!written || c_.clock->now() < *written + 300ms);
    return stale ? std::optional{plain(200, {{"Content-Type", "application/json"}}, R"({"conform-a":"one"})")}
                 : std::nullopt;
  };
  TinyTransport transport{c_.api};
  RetryingClient client{transport, c_.breaker, c_.rate_limiter, {}, {}};
  const Verdict verdict = run_case(a_case(c_.suite, written_and_read), setting, test_user(1), test_user(2), client);
  EXPECT_EQ(verdict.outcome.kind, OutcomeKind::passed) << (found(verdict).empty() ? "" : found(verdict).front());
}

TEST_F(Lagging, IsAFindingBeyondTheBound) {
  EventualConsistency allowed{100ms};
  lag_by(300ms);
  const RunSetting setting{.suite = c_.suite,
                           .contract = c_.setting.contract,
                           .shape = c_.setting.shape,
                           .constraints = c_.setting.constraints,
                           .pins = {},
                           .special_actors = {},
                           .offered = c_.setting.offered,
                           .control_requests = c_.control_requests,
                           .coverage = c_.coverage,
                           .sent_values = c_.sent_values,
                           .consistency = allowed};
  TinyTransport transport{c_.api};
  RetryingClient client{transport, c_.breaker, c_.rate_limiter, {}, {}};
  EXPECT_NE(run_case(a_case(c_.suite, merge_case), setting, test_user(1), test_user(2), client).outcome.kind,
            OutcomeKind::passed);
}

TEST(Consistencies, KnowForHowLongAWriteMayNotShow) {
  EventualConsistency consistency{500ms};
  const Clock::TimePoint now{1h};
  EXPECT_EQ(consistency.unsettled_for("a", now), 0ns);
  consistency.wrote("a", now);
  EXPECT_EQ(consistency.unsettled_for("a", now + 100ms), 400ms);
  EXPECT_EQ(consistency.unsettled_for("b", now), 0ns);
  EXPECT_EQ(consistency.unsettled_for("a", now + 1s), 0ns);
  consistency.settled("a", 20ms, false);
  EXPECT_EQ(consistency.unsettled_for("a", now), 0ns);
  EXPECT_EQ(consistency.lag(), ReadLag{}) << "a first read that agrees is not late";
  consistency.settled("a", 70ms, true);
  consistency.settled("a", 30ms, true);
  EXPECT_EQ(consistency.lag(), (ReadLag{.late_reads = 2, .longest = 70ms}));
}

}  // namespace
}  // namespace conform::test
