#pragma once

#include <mutex>
#include <vector>

#include "run/client/clock.hpp"

namespace conform::test {

/// A clock that stands still but for waits, which take no time and are noted. Thread-safe.
class FakeClock final : public Clock {
 public:
  TimePoint now() const override {
    const std::scoped_lock lock{mutex_};
    return now_;
  }
  bool wait_until(TimePoint when, const std::stop_token& stop) override {
    const std::scoped_lock lock{mutex_};
    if (stop.stop_requested()) return false;
    if (when > now_) {
      waits_.push_back(when - now_);
      now_ = when;
    }
    return true;
  }
  void pass(std::chrono::nanoseconds time) {
    const std::scoped_lock lock{mutex_};
    now_ += time;
  }
  [[nodiscard]] std::vector<std::chrono::nanoseconds> waits() const {
    const std::scoped_lock lock{mutex_};
    return waits_;
  }

 private:
  mutable std::mutex mutex_;
  TimePoint now_{std::chrono::hours{1}};
  std::vector<std::chrono::nanoseconds> waits_;
};

}  // namespace conform::test
