#include "run/pace.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace conform {

Pace::Pace(std::string_view rate, std::shared_ptr<Clock> clock) : clock_{std::move(clock)} {
  double per_second = 0;
  const std::string_view number = rate.substr(0, rate.find('/'));
  std::from_chars(number.data(), number.data() + number.size(), per_second);
  if (per_second > 0) interval_ = std::chrono::nanoseconds{static_cast<std::int64_t>(1e9 / per_second)};
}

bool Pace::wait_turn(const std::stop_token& stop) {
  if (interval_.count() == 0) return true;
  Clock::TimePoint mine;
  {
    const std::scoped_lock lock{mutex_};
    mine = std::max(next_, clock_->now());
    next_ = mine + interval_;
  }
  return clock_->wait_until(mine, stop);
}

}  // namespace conform
