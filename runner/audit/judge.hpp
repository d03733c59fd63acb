#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "audit/api_place.hpp"
#include "audit/record_states.hpp"
#include "audit/recorded_exchange.hpp"
#include "audit/senders.hpp"
#include "check/coverage.hpp"
#include "check/findings.hpp"
#include "check/forms_seen.hpp"
#include "check/parsed_response.hpp"
#include "check/record.hpp"
#include "check/sent_values.hpp"
#include "suite/suite.hpp"

namespace conform {

struct JudgeSetting {
  const Suite& suite;
  const Contract& contract;
  RecordShape shape;
  std::map<std::string, std::string, std::less<>> pins;
  bool complete = false;                        ///< every write of these records is in the recording
  std::chrono::milliseconds consistency{1000};  ///< for how long a read may show what was before a write
  std::size_t most_records = 100'000;
};

/// A violation that is certain now, and the exchange that shows it.
struct Judged {
  Found finding;
  std::string operation;
  std::shared_ptr<const RecordedExchange> exchange;
};

/// An exchange, and what is known of it beyond itself.
struct JudgeQuestion {
  std::shared_ptr<const RecordedExchange> exchange;
  ApiPlace place;
  bool overlaps_write = false;  ///< a write of the same record was concurrent
};

struct JudgeCounts {
  std::size_t judged = 0;
  std::size_t without_body = 0;  ///< judged by status and headers alone
  std::size_t stale_reads = 0;
  std::size_t changed_elsewhere = 0;
  std::size_t overlapping = 0;
  std::size_t waited_for = 0;  ///< 429, 503 with Retry-After, 451
  std::map<std::string, std::size_t> client_errors;
};

/// Judges recorded exchanges, in the order of their beginnings: pure, without files and sockets. Checks, oracle and
/// requirements are those of a run. Memory: one state for each of at most `most_records` records.
class AuditJudge {
 public:
  explicit AuditJudge(JudgeSetting setting);
  ~AuditJudge();
  AuditJudge(const AuditJudge&) = delete;
  AuditJudge& operator=(const AuditJudge&) = delete;

  /// What is certain with the next exchange.
  [[nodiscard]] std::vector<Judged> take(const JudgeQuestion& question);
  /// What is certain since there are no more.
  [[nodiscard]] std::vector<Judged> finish();

  [[nodiscard]] const JudgeCounts& counts() const;
  [[nodiscard]] const std::map<std::string, std::set<std::string>>& observations() const;
  [[nodiscard]] const Coverage& coverage() const;
  [[nodiscard]] std::size_t records_forgotten() const;
  [[nodiscard]] bool knows_credentials() const;
  [[nodiscard]] const std::set<std::string>& operations_seen() const;

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace conform
