#pragma once

#include <string>

#include "run/case_state.hpp"

namespace conform {

/// Carries out a step whose requests are sent at the same time.
[[nodiscard]] Stop together(CaseState& c, const Step& step, const std::string& purpose);

}  // namespace conform
