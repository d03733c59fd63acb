#include "run/client/clock.hpp"

#include <condition_variable>
#include <mutex>

namespace conform {

bool Clock::wait_until(TimePoint when, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock{mutex};
  never.wait_until(lock, stop, when, [] { return false; });
  return !stop.stop_requested();
}

Deadline::Deadline(const std::stop_token& outer, std::optional<std::chrono::milliseconds> limit)
    : outer_{outer, Forward{&source_}} {
  if (limit) this->limit(*limit);
}

void Deadline::limit(std::chrono::milliseconds time) {
  if (timer_.joinable()) return;
  timer_ = std::jthread{[this, end = std::chrono::steady_clock::now() + time](const std::stop_token& over) {
    if (!Clock{}.wait_until(end, over)) return;
    out_of_time_ = true;
    source_.request_stop();
  }};
}

}  // namespace conform
