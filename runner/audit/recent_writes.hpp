#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

#include "audit/record_states.hpp"
#include "audit/recorded_exchange.hpp"

namespace conform {

/// The writes of each record around the exchange that is judged: those that are held back, and those of a while ago.
class RecentWrites {
 public:
  /// `skew`: by how much the clocks of two recordings may differ; `within`: that of one.
  struct Skew {
    std::chrono::milliseconds between{500};
    std::chrono::milliseconds within{0};
  };
  explicit RecentWrites(Skew skew) : skew_{skew} {}

  void add(const std::string& key, const RecordedExchange& write, RecordedTime begin);
  /// True when another write of the record may have begun before this exchange ended, and ended after it began.
  [[nodiscard]] bool overlaps(const std::string& key, const RecordedExchange& exchange) const;
  /// Forgets what ended long before.
  void forget_before(RecordedTime now);

 private:
  struct Write {
    RecordedTime begin;
    RecordedTime end;
    std::chrono::microseconds precision;
    std::size_t source;
    std::size_t position;
  };
  Skew skew_;
  std::unordered_map<std::string, std::vector<Write>> writes_;
  RecordedTime forgotten_at_{};
};

}  // namespace conform
