#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "run/client/clock.hpp"

namespace conform {

/// Spaces requests out over all workers, so that a server gets at most so many in a second: a token bucket that holds
/// one token, since a burst is what a rate is to prevent. Thread-safe.
class RateLimiter {
 public:
  /// "20/s", as a target writes it; empty: as fast as it goes.
  explicit RateLimiter(std::string_view rate, std::shared_ptr<Clock> clock = std::make_shared<Clock>());

  /// Waits for the turn of the next request; false when the run was stopped meanwhile.
  bool wait_turn(const std::stop_token& stop);

  /// Halves the rate (to 100 a second where there was none, to one in a second at the lowest). Requests that began
  /// before the last time it did so change nothing: refusals come in crowds.
  void lower(Clock::TimePoint began);
  /// What lowering it has come to: "2.5 requests in a second"; empty: it was not lowered.
  [[nodiscard]] std::string lowered() const;

  /// Between two requests; 0: as fast as it goes.
  [[nodiscard]] std::chrono::nanoseconds interval() const;

  [[nodiscard]] Clock& clock() const { return *clock_; }

 private:
  std::shared_ptr<Clock> clock_;
  mutable std::mutex mutex_;
  std::chrono::nanoseconds interval_{0};
  Clock::TimePoint next_{};
  std::optional<Clock::TimePoint> lowered_at_;
};

}  // namespace conform
