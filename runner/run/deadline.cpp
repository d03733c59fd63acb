#include "run/deadline.hpp"

#include "run/clock.hpp"

namespace conform {

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
