#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "audit/api_place.hpp"
#include "audit/judge.hpp"
#include "audit/recent_writes.hpp"
#include "audit/shapes.hpp"
#include "model/run_result.hpp"
#include "target/target.hpp"

namespace conform {

struct AuditOptions {
  std::optional<BaseUrl> base_url;
  std::string api_version;                              ///< empty: the last segment of the base URL, or 2024-3
  std::string strip_prefix;                             ///< of paths
  std::optional<std::chrono::milliseconds> clock_skew;  ///< nothing: 500 ms between recordings, none within one
  bool complete = false;
  bool show_values = false;
  Level fail_on = Level::must;
  const Target* target = nullptr;  ///< pins, server-managed attributes, consistency; null: none
  std::string suite_version;
};

/// What a recording had, for the first lines of a report.
struct AuditCounts {
  std::size_t exchanges = 0;
  std::size_t under_base_url = 0;
  std::size_t judged = 0;
  std::size_t out_of_order = 0;
  std::map<std::string, std::size_t> not_judged;  ///< reasons
};

/// A violation when it becomes certain, for whoever follows a recording.
using OnViolation = std::function<void(const std::string& operation, const Finding& finding, std::size_t position)>;

/// Judges recordings exchange by exchange, and makes a run's result of what it finds.
class Auditor {
 public:
  Auditor(const Suite& suite, AuditOptions options, OnViolation on_violation = {});
  ~Auditor();
  Auditor(const Auditor&) = delete;
  Auditor& operator=(const Auditor&) = delete;

  /// Takes an exchange in the order of the recording. Holds it back until all that began before its end is there: 10
  /// seconds, or 10,000 exchanges.
  void take(RecordedExchange exchange);
  /// Judges what is held back: nothing older will come.
  void settle();
  /// What is certain now. The conclusion is that of a run; `interrupted`: the recording was not read to its end.
  [[nodiscard]] RunResult finish(bool interrupted = false);

  [[nodiscard]] const AuditCounts& counts() const { return counts_; }
  /// Less than half of the exchanges under the base URL, or none.
  [[nodiscard]] bool judged_too_few() const {
    return counts_.judged * 2 < counts_.under_base_url || counts_.judged == 0;
  }
  /// The first lines of a report.
  [[nodiscard]] std::vector<std::string> notes() const;

 private:
  struct Held {
    std::shared_ptr<const RecordedExchange> exchange;
    ApiPlace place;
  };
  struct OfOperation {
    std::vector<Finding> findings;
    std::vector<Exchange> exchanges;
    std::map<std::string, std::size_t> counted;  ///< findings of one kind
    std::set<std::string> requirements;
  };

  void start_judge(const RecordedExchange& first);
  void release_first();
  void judge(const Held& held, bool overlaps);
  void keep(const Judged& judged);

  const Suite& suite_;
  AuditOptions options_;
  OnViolation on_violation_;
  ApiPlaces places_;
  KeyedHash hash_;
  Shapes shapes_;
  std::unique_ptr<AuditJudge> judge_;
  std::multimap<RecordedTime, Held> held_;
  std::size_t held_bytes_ = 0;
  RecentWrites writes_;
  RecordedTime released_{};
  RecordedTime first_at_{};
  RecordedTime last_at_{};
  AuditCounts counts_;
  bool complete_ = false;
  std::map<std::string, OfOperation> by_operation_;
};

}  // namespace conform
