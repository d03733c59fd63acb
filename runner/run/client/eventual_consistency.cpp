#include "run/client/eventual_consistency.hpp"

#include <fmt/core.h>

#include <array>

namespace conform {

void EventualConsistency::wrote(const std::string& what, Clock::TimePoint now) {
  const std::scoped_lock lock{mutex_};
  written_.insert_or_assign(what, now);
}

void EventualConsistency::settled(const std::string& what, std::chrono::nanoseconds after, bool late) {
  const std::scoped_lock lock{mutex_};
  written_.erase(what);
  if (!late) return;
  lags_ = true;
  ++lag_.late_reads;
  lag_.longest = std::max(lag_.longest, std::chrono::duration_cast<std::chrono::microseconds>(after));
}

void EventualConsistency::disagreed() {
  const std::scoped_lock lock{mutex_};
  ++fruitless_;
}

std::chrono::nanoseconds EventualConsistency::unsettled_for(const std::string& what, Clock::TimePoint now) const {
  const std::scoped_lock lock{mutex_};
  const auto found = written_.find(what);
  if (found == written_.end()) return {};
  return std::max(std::chrono::nanoseconds{0}, std::chrono::nanoseconds{found->second + bound_of_run() - now});
}

std::chrono::milliseconds EventualConsistency::bound_of_run() const {
  if (bound_.count() > 0) return bound_;
  // Lags vary.
  return lags_ ? std::min(trial, std::chrono::ceil<std::chrono::milliseconds>(lag_.longest * 4))
               : std::chrono::milliseconds{0};
}

std::chrono::milliseconds EventualConsistency::bound() const {
  const std::scoped_lock lock{mutex_};
  return bound_of_run();
}

std::chrono::milliseconds EventualConsistency::time_to_agree() const {
  const std::scoped_lock lock{mutex_};
  if (bound_.count() > 0) return bound_;
  return lags_ || fruitless_ < most_trials ? trial : std::chrono::milliseconds{0};
}

ReadLag EventualConsistency::lag() const {
  const std::scoped_lock lock{mutex_};
  return lag_;
}

std::string lag_reason(std::chrono::nanoseconds lag) {
  // In steps, so that the cases of a run have one reason.
  constexpr std::array<int, 7> steps{10, 50, 100, 250, 500, 1000, 2000};
  const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(lag).count();
  const auto step = std::ranges::find_if(steps, [&](int one) { return milliseconds <= one; });
  return fmt::format("reads lag behind writes by up to {} ms; set \"consistencyMs\" in the target file",
                     step == steps.end() ? milliseconds : *step);
}

}  // namespace conform
