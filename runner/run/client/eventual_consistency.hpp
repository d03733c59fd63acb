#pragma once

#include <algorithm>
#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "model/run_result.hpp"
#include "run/client/retrying_client.hpp"

namespace conform {

/// What the run knows of reads that lag behind writes. A target can allow some lag (`consistencyMs`). Where it does
/// not, the first reads that disagree with a write are repeated for a second: when none of five comes to agree, reads
/// do not lag, and nothing is repeated any more. Thread-safe.
class EventualConsistency {
 public:
  explicit EventualConsistency(std::chrono::milliseconds bound = {}) : bound_{bound} {}

  /// For how long after a write a read may still show what was before: what the target allows, or what was found out.
  [[nodiscard]] std::chrono::milliseconds bound() const;
  /// True when the target allows it: cases are judged by what reads come to show.
  [[nodiscard]] bool is_allowed() const { return bound_.count() > 0; }
  /// For how long a read that disagrees is to be repeated.
  [[nodiscard]] std::chrono::milliseconds time_to_agree() const;

  /// Something that reads show (a record's id, the actor of /attributes) was written to just now.
  void wrote(const std::string& what, Clock::TimePoint now);
  /// A read has shown the last write to it, after that long; `late`: not the first read.
  void settled(const std::string& what, std::chrono::nanoseconds after, bool late);
  /// A read has not come to show it in all that time.
  void disagreed();
  /// How long a read of it may still be stale.
  [[nodiscard]] std::chrono::nanoseconds unsettled_for(const std::string& what, Clock::TimePoint now) const;

  [[nodiscard]] ReadLag lag() const;

 private:
  [[nodiscard]] std::chrono::milliseconds bound_of_run() const;

  static constexpr std::chrono::milliseconds trial{1000};
  static constexpr int most_trials = 5;

  const std::chrono::milliseconds bound_;
  mutable std::mutex mutex_;
  std::map<std::string, Clock::TimePoint, std::less<>> written_;
  ReadLag lag_;
  bool lags_ = false;  ///< some read has shown a write late
  int fruitless_ = 0;  ///< reads that were repeated and never came to agree
};

/// Why a case cannot be judged whose reads lagged that much behind its writes.
[[nodiscard]] std::string lag_reason(std::chrono::nanoseconds lag);

/// Reads until what was read agrees with the write before, or may no longer disagree. `read` gives a tl::expected,
/// which ends it when it has no value; the last one is returned. `lag`: set to how late a read agreed that the target
/// does not allow to be late.
template <class Read, class Agrees>
auto read_until(EventualConsistency& consistency, RetryingClient& client, const std::string& what, const Read& read,
                const Agrees& agrees, std::optional<std::chrono::nanoseconds>& lag) {
  constexpr std::chrono::milliseconds longest_pause{250};
  std::chrono::milliseconds pause{5};
  const Clock::TimePoint begun = client.now();
  const std::chrono::milliseconds bound = consistency.time_to_agree();
  bool late = false;
  while (true) {
    const Clock::TimePoint asked = client.now();
    auto result = read();
    if (!result || bound.count() == 0) return result;
    if (agrees(*result)) {
      consistency.settled(what, asked - begun, late);
      if (late && !consistency.is_allowed()) lag = std::max(lag.value_or(asked - begun), asked - begun);
      return result;
    }
    const std::chrono::nanoseconds left = begun + bound - client.now();
    if (left.count() <= 0 || !client.wait(std::min<std::chrono::nanoseconds>(pause, left))) {
      consistency.disagreed();
      return result;
    }
    pause = std::min(pause * 2, longest_pause);
    late = true;
  }
}

}  // namespace conform
