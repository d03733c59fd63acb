#pragma once

#include "model/diagnostic.hpp"
#include "suite/suite.hpp"

namespace conform {

/// What is wrong with the links of a suite that loads: requirements that no case and no implicit check verifies,
/// implicit checks that speak for no requirement, observations and readings that no requirement names, samples that do
/// not fit.
[[nodiscard]] Diagnostics lint(const Suite& suite);

}  // namespace conform
