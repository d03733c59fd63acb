#pragma once

#include <string>

#include "model/problem.hpp"
#include "model/run_record.hpp"

namespace conform {

/// Reads a run record from a file.
[[nodiscard]] Result<RunRecord> read_record(const std::string& path);

}  // namespace conform
