#pragma once

#include <atomic>
#include <chrono>
#include <optional>
#include <stop_token>
#include <thread>

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

/// A stop that comes when another one does, or by itself when its time is over.
class Deadline {
 public:
  /// No limit: only when `outer` does.
  Deadline(const std::stop_token& outer, std::optional<std::chrono::milliseconds> limit);

  /// Sets the limit, counted from now, where there is none yet. To be called by the thread that made it.
  void limit(std::chrono::milliseconds time);

  [[nodiscard]] std::stop_token token() const { return source_.get_token(); }
  /// True when it stopped because its time was over.
  [[nodiscard]] bool out_of_time() const { return out_of_time_; }

 private:
  struct Forward {
    std::stop_source* source;
    void operator()() const { source->request_stop(); }
  };

  std::stop_source source_;
  std::stop_callback<Forward> outer_;
  std::atomic<bool> out_of_time_{false};
  std::jthread timer_;
};

}  // namespace conform
