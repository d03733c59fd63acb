#pragma once

#include <string>

#include "run/case_state.hpp"

namespace conform {

/// Runs a step whose requests are sent concurrently.
[[nodiscard]] Stop concurrent_step(CaseState& c, const Step& step, const std::string& purpose);

}  // namespace conform
