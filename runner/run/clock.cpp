#include "run/clock.hpp"

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

}  // namespace conform
