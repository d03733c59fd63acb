#pragma once

#include <algorithm>
#include <chrono>
#include <map>
#include <mutex>
#include <string>

#include "model/run_record.hpp"
#include "run/messenger.hpp"

namespace conform {

/// What the run knows of reads that lag behind writes, for targets that allow themselves some (`consistencyMs`).
/// Thread-safe.
class Consistency {
 public:
  explicit Consistency(std::chrono::milliseconds bound = {}) : bound_{bound} {}

  /// For how long after a write a read may still show what was before.
  [[nodiscard]] std::chrono::milliseconds bound() const { return bound_; }

  /// Something that reads show (a record's id, the actor of /attributes) was written to just now.
  void wrote(const std::string& what, Clock::TimePoint now);
  /// A read has shown the last write to it, after that long; `late`: not the first read.
  void settled(const std::string& what, std::chrono::nanoseconds after, bool late);
  /// How long a read of it may still be stale.
  [[nodiscard]] std::chrono::nanoseconds unsettled_for(const std::string& what, Clock::TimePoint now) const;

  [[nodiscard]] Lag lag() const;

 private:
  std::chrono::milliseconds bound_;
  mutable std::mutex mutex_;
  std::map<std::string, Clock::TimePoint, std::less<>> written_;
  Lag lag_;
};

/// Reads until what was read agrees with the write before, or may no longer disagree. `read` gives a tl::expected,
/// which ends it when it has no value; the last one is returned.
template <class Read, class Agrees>
auto read_until(Consistency& consistency, Messenger& messenger, const std::string& what, const Read& read,
                const Agrees& agrees) {
  constexpr std::chrono::milliseconds longest_pause{250};
  std::chrono::milliseconds pause{5};
  const Clock::TimePoint begun = messenger.now();
  bool late = false;
  while (true) {
    const Clock::TimePoint asked = messenger.now();
    auto result = read();
    if (!result || consistency.bound().count() == 0) return result;
    if (agrees(*result)) {
      consistency.settled(what, asked - begun, late);
      return result;
    }
    const std::chrono::nanoseconds left = begun + consistency.bound() - messenger.now();
    if (left.count() <= 0 || !messenger.wait(std::min<std::chrono::nanoseconds>(pause, left))) return result;
    pause = std::min(pause * 2, longest_pause);
    late = true;
  }
}

}  // namespace conform
