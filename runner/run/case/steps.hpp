#pragma once

#include <string>

#include "run/case/case_state.hpp"

namespace conform {

/// Brings the records into the state that the case starts from, and verifies that they are in it.
[[nodiscard]] Stop set_up(CaseState& c);

/// Runs a step of one request, as often as it says; `next`: the step after it, or null.
[[nodiscard]] Stop sequential_step(CaseState& c, const Step& step, const Step* next, const std::string& purpose);

/// Runs a step whose requests are sent concurrently.
[[nodiscard]] Stop concurrent_step(CaseState& c, const Step& step, const std::string& purpose);

}  // namespace conform
