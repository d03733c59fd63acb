#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string_view>

#include "run/clock.hpp"

namespace conform {

/// Spaces requests out over all workers, so that a server gets at most so many in a second: a token bucket that holds
/// one token, since a burst is what a rate is to prevent. Thread-safe.
class Pace {
 public:
  /// "20/s", as a target writes it; empty: as fast as it goes.
  explicit Pace(std::string_view rate, std::shared_ptr<Clock> clock = std::make_shared<Clock>());

  /// Waits for the turn of the next request; false when the run was stopped meanwhile.
  bool wait_turn(const std::stop_token& stop);

  [[nodiscard]] Clock& clock() const { return *clock_; }

 private:
  std::shared_ptr<Clock> clock_;
  std::chrono::nanoseconds interval_{0};
  std::mutex mutex_;
  Clock::TimePoint next_{};
};

}  // namespace conform
