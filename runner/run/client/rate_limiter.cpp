#include "run/client/rate_limiter.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace conform {

RateLimiter::RateLimiter(std::string_view rate, std::shared_ptr<Clock> clock) : clock_{std::move(clock)} {
  double per_second = 0;
  const std::string_view number = rate.substr(0, rate.find('/'));
  std::from_chars(number.data(), number.data() + number.size(), per_second);
  if (per_second > 0) interval_ = std::chrono::nanoseconds{static_cast<std::int64_t>(1e9 / per_second)};
}

bool RateLimiter::wait_turn(const std::stop_token& stop) {
  Clock::TimePoint mine;
  {
    const std::scoped_lock lock{mutex_};
    if (interval_.count() == 0) return true;
    mine = std::max(next_, clock_->now());
    next_ = mine + interval_;
  }
  return clock_->wait_until(mine, stop);
}

void RateLimiter::lower(Clock::TimePoint began) {
  using namespace std::chrono_literals;
  constexpr std::chrono::nanoseconds first = 10ms;
  constexpr std::chrono::nanoseconds longest = 1s;
  const std::scoped_lock lock{mutex_};
  if (lowered_at_ && began < *lowered_at_) return;
  lowered_at_ = clock_->now();
  interval_ = std::clamp(interval_ * 2, first, std::max(interval_, longest));
}

std::chrono::nanoseconds RateLimiter::interval() const {
  const std::scoped_lock lock{mutex_};
  return interval_;
}

std::string RateLimiter::lowered() const {
  const std::scoped_lock lock{mutex_};
  return lowered_at_ ? fmt::format("{:.3g} requests per second", 1e9 / static_cast<double>(interval_.count()))
                     : std::string{};
}

}  // namespace conform
