#pragma once

#include "run/case_state.hpp"

namespace conform {

/// For each operation whose refusal the case expects: has it succeeded for this user with nothing wrong in the request?
/// Tries it once in a run. A refusal by a server that refuses everything tells nothing.
[[nodiscard]] Stop positive_twins(CaseState& c);

/// The same for each operation that has refused something in this case where a success would have been right as well.
[[nodiscard]] Stop positive_twins_of_refused(CaseState& c);

}  // namespace conform
