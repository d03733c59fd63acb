#pragma once

#include <string>

#include "run/case_state.hpp"

namespace conform {

/// Runs a step of one request, as often as it says.
[[nodiscard]] Stop sequential_step(CaseState& c, const Step& step, const std::string& purpose);

}  // namespace conform
