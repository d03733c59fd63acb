#pragma once

#include "run/case_state.hpp"

namespace conform {

/// Brings the records into the state that the case starts from, and verifies that they are in it.
[[nodiscard]] Stop set_up(CaseState& c);

}  // namespace conform
