#pragma once

#include <string>

#include "model/diagnostic.hpp"
#include "model/run_result.hpp"

namespace conform {

/// Reads a run record from a file.
[[nodiscard]] Result<RunResult> read_result(const std::string& path);

}  // namespace conform
