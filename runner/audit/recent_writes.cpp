#include "audit/recent_writes.hpp"

#include <algorithm>

namespace conform {

void RecentWrites::add(const std::string& key, const RecordedExchange& write, RecordedTime begin) {
  writes_[key].push_back({.begin = begin,
                          .end = write.started_at + write.took,
                          .precision = write.precision,
                          .source = write.source,
                          .position = write.position});
}

bool RecentWrites::overlaps(const std::string& key, const RecordedExchange& exchange) const {
  const auto found = writes_.find(key);
  if (found == writes_.end()) return false;
  const RecordedTime end = exchange.started_at + exchange.took;
  return std::ranges::any_of(found->second, [&](const Write& write) {
    const bool same_recording = write.source == exchange.source;
    if (same_recording && write.position == exchange.position) return false;
    const auto slack = (same_recording ? skew_.within : skew_.between) + std::max(write.precision, exchange.precision);
    return write.begin < end + slack && exchange.started_at < write.end + slack;
  });
}

void RecentWrites::forget_before(RecordedTime now) {
  const auto kept = std::max(skew_.between, skew_.within) + std::chrono::seconds{10};
  if (now < forgotten_at_ + kept) return;
  forgotten_at_ = now;
  for (auto of_record = writes_.begin(); of_record != writes_.end();) {
    std::erase_if(of_record->second, [&](const Write& write) { return write.end + kept < now; });
    of_record = of_record->second.empty() ? writes_.erase(of_record) : std::next(of_record);
  }
}

}  // namespace conform
