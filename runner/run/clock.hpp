#pragma once

#include <chrono>
#include <stop_token>

namespace conform {

/// The time, and waiting for it. Tests have one of their own, in which waiting takes no time.
class Clock {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;

  [[nodiscard]] virtual TimePoint now() const { return std::chrono::steady_clock::now(); }
  /// Waits until then; false when `stop` was asked for meanwhile.
  [[nodiscard]] virtual bool wait_until(TimePoint when, const std::stop_token& stop);
};

}  // namespace conform
