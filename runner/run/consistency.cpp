#include "run/consistency.hpp"

namespace conform {

void Consistency::wrote(const std::string& what, Clock::TimePoint now) {
  if (bound_.count() == 0) return;
  const std::scoped_lock lock{mutex_};
  written_.insert_or_assign(what, now);
}

void Consistency::settled(const std::string& what, std::chrono::nanoseconds after, bool late) {
  const std::scoped_lock lock{mutex_};
  written_.erase(what);
  if (!late) return;
  ++lag_.late_reads;
  lag_.longest = std::max(lag_.longest, std::chrono::duration_cast<std::chrono::microseconds>(after));
}

std::chrono::nanoseconds Consistency::unsettled_for(const std::string& what, Clock::TimePoint now) const {
  const std::scoped_lock lock{mutex_};
  const auto found = written_.find(what);
  if (found == written_.end()) return {};
  return std::max(std::chrono::nanoseconds{0}, std::chrono::nanoseconds{found->second + bound_ - now});
}

Lag Consistency::lag() const {
  const std::scoped_lock lock{mutex_};
  return lag_;
}

}  // namespace conform
