#pragma once

#include <string>

#include "run/case_state.hpp"

namespace conform {

/// For each operation whose refusal the case expects: has it succeeded for this user with nothing wrong in the request?
/// Tries it once in a run. A refusal by a server that refuses everything proves nothing.
[[nodiscard]] Stop check_control_requests(CaseState& c);

/// The same at the end of a case, for each operation that was refused where the case accepts a success as well.
[[nodiscard]] Stop check_controls_of_refused(CaseState& c);

/// Notes that an operation was refused where the case accepts a success as well.
void note_refusal(CaseState& c, const Expect& expect, const std::string& operation, int status);

}  // namespace conform
