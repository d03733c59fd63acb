#pragma once

#include <string>
#include <vector>

#include "model/run_result.hpp"

namespace conform {

/// The commands that restore what is left, one for each journal: the journal, and the target as the run was given it.
[[nodiscard]] std::vector<std::string> restore_commands(const RunResult& result);

/// What could not be restored, a sentence each, and how to try again. Not made harmless yet.
[[nodiscard]] std::vector<std::string> unrestored_lines(const RunResult& result);

/// These, then flaky cases and reads that lagged: what reports show beside the notes.
[[nodiscard]] std::vector<std::string> run_notes(const RunResult& result);

}  // namespace conform
