#pragma once

#include <cstddef>
#include <string>

#include "model/run_result.hpp"

namespace conform {

struct ConsoleStyle {
  bool colour = false;     ///< with ANSI colours
  std::size_t width = 80;  ///< columns that text is wrapped to; command lines are never broken
  bool verbose = false;    ///< all case ids, all requirements, and every exchange of the record
  bool quiet = false;      ///< only the totals and the conclusion
};

/// What a person at a terminal reads after a run: failures by cause, lesser findings, what errored, was skipped or was
/// waived and why, observations, what was not verified, totals, and the conclusion as the last line.
[[nodiscard]] std::string to_console(const RunResult& result, const ConsoleStyle& style = {});

/// The conclusion in one sentence: "Incomplete: no violation, but 3 must-level requirements were not verified."
[[nodiscard]] std::string conclusion_text(const RunResult& result);

/// "200 passed, 5 failed, 3 errored, 6 skipped, 0 waived; 7 must-level and 3 should-level findings; 12.3 s".
[[nodiscard]] std::string totals_text(const RunResult& result);

}  // namespace conform
