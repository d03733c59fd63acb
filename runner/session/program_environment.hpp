#pragma once

#include <vector>

#include "model/run_result.hpp"

namespace conform {

/// What this program is made of and runs on. Nothing that names the machine or its user.
[[nodiscard]] std::vector<EnvironmentEntry> program_environment();

}  // namespace conform
