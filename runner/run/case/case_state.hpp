#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>

#include "check/findings.hpp"
#include "model/verdict.hpp"
#include "run/case/case_runner.hpp"
#include "run/case/saved_reads.hpp"

namespace conform {

/// Why a case ends before its last step; nothing: it goes on.
using Stop = std::optional<Outcome>;

[[nodiscard]] inline Outcome errored(std::string reason) {
  return {.kind = OutcomeKind::errored, .reason = std::move(reason)};
}
[[nodiscard]] inline Outcome skipped(std::string reason) {
  return {.kind = OutcomeKind::skipped, .reason = std::move(reason)};
}
[[nodiscard]] inline Outcome outcome_of(const NotSendable& why) {
  return why.skip ? skipped(why.reason) : errored(why.reason);
}

/// One case while it is executed; a case belongs to one thread.
struct CaseState {
  const Case& test_case;
  const RunSetting& setting;
  RetryingClient& client;
  Findings findings;
  Environment env;
  Verdict verdict;
  SavedReads& saved;
  std::map<std::string, SeenUser, std::less<>> seen_before = {};  ///< by the last case, by user id
  /// Records and /attributes, by key_of, that are known from a response instead of a read.
  std::set<std::string, std::less<>> known_by_response = {};
  std::deque<Exchange> exchanges = {};  ///< what was sent, in order; they stay where they are while the case runs
  std::map<std::string, nlohmann::json, std::less<>> records;            ///< attributes by user id, as last read
  std::map<std::string, nlohmann::json, std::less<>> custom_attributes;  ///< /attributes by actor, as last read
  std::map<std::string, nlohmann::json, std::less<>> identities;         ///< id and type by user id, as last read
  Level max_level_of_reads = Level::must;      ///< how high findings count in the control reads that are running
  std::set<std::string, std::less<>> refused;  ///< operations that were refused where a success was accepted as well
  /// What may be behind the findings on an exchange, and on those after it, by index.
  std::map<std::size_t, std::string> hints = {};
  /// What this case has written to, and the exchange with which it began.
  std::map<std::string, std::size_t, std::less<>> first_writes = {};
  std::optional<std::chrono::nanoseconds> lag = {};  ///< of reads, where the target does not allow any
};

}  // namespace conform
