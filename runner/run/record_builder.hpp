#pragma once

#include <string>

#include "model/run_record.hpp"
#include "run/exercised.hpp"
#include "suite/suite.hpp"

namespace conform {

/// Fills in what follows from the verdicts of a record: totals, the state of each requirement of the version,
/// observations, the conclusion.
void conclude(RunRecord& record, const Suite& suite, const Exercised& exercised);

/// The part of it that needs no suite, for records that are put together from others: totals, observations, and the
/// conclusion from the verdicts and the states of the requirements.
void sum_up(RunRecord& record);

/// The exit code of a run (docs/exit-codes.md).
[[nodiscard]] int exit_code_of(const RunRecord& record, bool require_complete);

}  // namespace conform
