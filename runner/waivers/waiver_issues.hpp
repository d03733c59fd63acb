#pragma once

#include <string_view>
#include <vector>

#include "model/diagnostic.hpp"
#include "model/run_result.hpp"

namespace conform {

/// What is to be done about the known failures of a run, each problem with the place of its entry.
struct WaiverIssues {
  Diagnostics expired;  ///< fail the run
  Diagnostics stale;    ///< waived nothing, though their cases were judged; fail a strict run
};

/// Looks at the entries of a record and at what became of their cases. Cases that were skipped or errored, and in a run
/// of some of the cases those that were not run, say nothing about their entry.
[[nodiscard]] WaiverIssues waiver_issues(const RunResult& result);

/// The exit code of a run, its known failures taken into account: `code` is what it is without them.
[[nodiscard]] int exit_code_with(int code, const WaiverIssues& issues, bool strict);

}  // namespace conform
