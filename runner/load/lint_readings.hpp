#pragma once

#include "model/problem.hpp"
#include "suite/suite.hpp"

namespace conform {

/// Named readings that no case uses, and readings written out that have a name or stand in two places.
void check_readings(const Suite& suite, Problems& problems);

}  // namespace conform
