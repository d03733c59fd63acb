#pragma once

#include "model/run_result.hpp"
#include "suite/aliases.hpp"

namespace conform {

/// Puts present ids in place of former ones, so that a result of an earlier suite can be compared with one of today.
void use_present_ids(RunResult& result, const Aliases& aliases);

}  // namespace conform
