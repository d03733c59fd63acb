#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "run/case/case_runner.hpp"
#include "unit/run/fake_clock.hpp"
#include "unit/run/mini_suite.hpp"
#include "unit/run/tiny_api.hpp"

namespace conform::test {

/// Everything that a case needs to be executed for users 1 and 2 against a TinyApi.
class RunningCase {
 public:
  RunningCase();

  /// Runs a case (see a_case) for user-1, with user-2 as the other one.
  Verdict run(std::string_view source) { return run_for(test_user(1), source); }
  /// The same for another user.
  Verdict run_for(const User& user, std::string_view source);

  TinyApi api;
  Suite suite = mini_suite();
  ControlRequests control_requests;
  Coverage coverage{suite.rules, "2024-3"};
  SentValues sent_values;
  EventualConsistency consistency;
  CircuitBreaker breaker;
  std::shared_ptr<FakeClock> clock = std::make_shared<FakeClock>();
  RateLimiter rate_limiter{"", clock};
  std::stop_source stop;
  RunSetting setting;
  std::optional<User> user2 = test_user(2);
};

/// "effect.merge.kept at /data/attributes/locale (must)", for each finding.
[[nodiscard]] std::vector<std::string> found(const Verdict& verdict);
/// The rules of the findings, each once.
[[nodiscard]] std::vector<std::string> rules(const Verdict& verdict);
/// The purposes of the exchanges, in order.
[[nodiscard]] std::vector<std::string> purposes(const Verdict& verdict);

}  // namespace conform::test
