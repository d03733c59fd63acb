#pragma once

#include <string>
#include <vector>

#include "plan/plan.hpp"
#include "session/run_command.hpp"
#include "suite/suite.hpp"

namespace conform {

/// What the selectors and the options of selection select of a version. Reads the result of --failed-in.
[[nodiscard]] Result<Plan> plan_for(const Suite& suite, const std::string& version,
                                    const std::vector<std::string>& selectors, const SelectionFlags& flags);

/// True when the files of cases that `selectors` may select are enough.
[[nodiscard]] bool is_selectors_alone(const SelectionFlags& flags);

}  // namespace conform
