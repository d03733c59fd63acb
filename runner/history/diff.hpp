#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/exit_code.hpp"
#include "model/run_result.hpp"

namespace conform {

/// A case of one or both runs.
struct CaseChange {
  std::string id;
  std::optional<OutcomeKind> before;  ///< nothing: the case was not in that run
  std::optional<OutcomeKind> after;
  std::vector<std::string> details;  ///< messages of findings that are new, or the reason; each once
  friend bool operator==(const CaseChange&, const CaseChange&) = default;
};

struct RequirementChange {
  std::string id;
  Level level = Level::must;
  RequirementState before = RequirementState::unverified;
  RequirementState after = RequirementState::unverified;
  friend bool operator==(const RequirementChange&, const RequirementChange&) = default;
};

/// One run in short.
struct RunSummary {
  Conclusion conclusion = Conclusion::inconclusive;
  Totals totals;
  friend bool operator==(const RunSummary&, const RunSummary&) = default;
};

/// What is different in a later run. Cases stand in the order of their ids.
struct RunDiff {
  RunSummary before;
  RunSummary after;
  // What the two were runs of, in sentences; empty: the same.
  std::vector<std::string> server;
  std::vector<std::string> suite;
  std::vector<std::string> profile;  ///< version of the API, failing level, pins, known failures

  std::vector<CaseChange> regressions;    ///< fails now and did not, or fails in a new way too
  std::vector<CaseChange> lost;           ///< was judged, and could not be now
  std::vector<CaseChange> waived;         ///< fails now and did not, in a known way
  std::vector<CaseChange> still_failing;  ///< failed or was waived, and does now
  std::vector<CaseChange> fixes;          ///< failed or was waived, and passes
  std::vector<CaseChange> judged;         ///< could not be judged, and passes
  std::vector<CaseChange> fresh;          ///< only in the later run
  std::vector<CaseChange> gone;           ///< only in the earlier run
  std::vector<RequirementChange> requirements;
  friend bool operator==(const RunDiff&, const RunDiff&) = default;
};

/// Compares two runs. Findings count as the same by their fingerprints (waivers/fingerprint.hpp).
[[nodiscard]] RunDiff diff_runs(const RunResult& before, const RunResult& after);

/// 1 on regressions; 3 when there is none, but cases could no longer be judged; else 0.
[[nodiscard]] ExitCode exit_code_of(const RunDiff& diff);

}  // namespace conform
