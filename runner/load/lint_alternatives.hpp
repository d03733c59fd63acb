#pragma once

#include "model/diagnostic.hpp"
#include "suite/suite.hpp"

namespace conform {

/// Named readings that no case uses, readings written out that have a name or stand in two places, and requests written
/// out that a count would say.
void check_alternatives(const Suite& suite, Diagnostics& diagnostics);

}  // namespace conform
