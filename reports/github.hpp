#pragma once

#include <string>

#include "model/run_result.hpp"

namespace conform {

/// Workflow commands of GitHub Actions, a line each: an error for each cause of failures at the line of its first case,
/// warnings for what could not be determined and for lesser findings, and the conclusion. Few and worst first, since
/// GitHub shows ten of a kind. No untrusted text can be a command.
[[nodiscard]] std::string to_github(const RunResult& result);

}  // namespace conform
