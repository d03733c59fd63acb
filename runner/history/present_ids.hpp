#pragma once

#include "model/run_record.hpp"
#include "suite/aliases.hpp"

namespace conform {

/// Puts present ids in place of former ones, so that a result of an earlier suite can be compared with one of today.
void use_present_ids(RunRecord& record, const Aliases& aliases);

}  // namespace conform
