#pragma once

#include <string>

#include "model/run_result.hpp"
#include "run/coverage.hpp"
#include "suite/suite.hpp"

namespace conform {

/// Fills in what follows from the verdicts of a record: totals, the state of each requirement of the version,
/// observations, the conclusion.
void summarize(RunResult& result, const Suite& suite, const Coverage& coverage);

/// The part of it that needs no suite, for records that are put together from others: totals, observations, and the
/// conclusion from the verdicts and the states of the requirements.
void summarize(RunResult& result);

/// The exit code of a run (docs/exit-codes.md).
[[nodiscard]] int exit_code_of(const RunResult& result, bool require_complete);

}  // namespace conform
