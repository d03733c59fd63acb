#pragma once

#include <chrono>
#include <mutex>
#include <stop_token>
#include <string_view>

namespace conform {

/// Spaces requests out over all workers, so that a server gets at most so many in a second. Thread-safe.
class Pace {
 public:
  /// "20/s", as a target writes it; empty: as fast as it goes.
  explicit Pace(std::string_view rate);

  /// Waits for the turn of the next request; false when the run was stopped meanwhile.
  bool wait_turn(const std::stop_token& stop);

 private:
  std::chrono::nanoseconds interval_{0};
  std::mutex mutex_;
  std::chrono::steady_clock::time_point next_{};
};

/// Waits until then; false when the run was stopped meanwhile.
bool wait_until(std::chrono::steady_clock::time_point when, const std::stop_token& stop);

}  // namespace conform
