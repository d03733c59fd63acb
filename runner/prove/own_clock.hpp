#pragma once

#include <chrono>
#include <mutex>

#include "run/client/clock.hpp"

namespace conform {

/// The time of a proof: it goes on by itself, and a wait takes it where it wants to be at once. For servers that are
/// reached without sockets, whose own pauses take no time either. Thread-safe.
class OwnClock final : public Clock {
 public:
  [[nodiscard]] TimePoint now() const override {
    const std::scoped_lock lock{mutex_};
    return Clock::now() + skipped_;
  }
  [[nodiscard]] bool wait_until(TimePoint when, const std::stop_token& stop) override {
    const std::scoped_lock lock{mutex_};
    const TimePoint now = Clock::now() + skipped_;
    if (when > now) skipped_ += when - now;
    return !stop.stop_requested();
  }

 private:
  mutable std::mutex mutex_;
  std::chrono::nanoseconds skipped_{0};
};

}  // namespace conform
