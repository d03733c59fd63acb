#include "run/pace.hpp"

#include <algorithm>
#include <charconv>
#include <condition_variable>

namespace conform {

using std::chrono::steady_clock;

Pace::Pace(std::string_view rate) {
  double per_second = 0;
  const std::string_view number = rate.substr(0, rate.find('/'));
  std::from_chars(number.data(), number.data() + number.size(), per_second);
  if (per_second > 0) interval_ = std::chrono::nanoseconds{static_cast<std::int64_t>(1e9 / per_second)};
}

bool Pace::wait_turn(const std::stop_token& stop) {
  if (interval_.count() == 0) return true;
  steady_clock::time_point mine;
  {
    const std::scoped_lock lock{mutex_};
    mine = std::max(next_, steady_clock::now());
    next_ = mine + interval_;
  }
  return wait_until(mine, stop);
}

bool wait_until(steady_clock::time_point when, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock{mutex};
  never.wait_until(lock, stop, when, [] { return false; });
  return !stop.stop_requested();
}

}  // namespace conform
