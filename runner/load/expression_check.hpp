#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "load/complaints.hpp"

namespace conform {

/// Checks every expression below `source` that is left for run time (docs/case-format.md, expressions) and adds the
/// users and actors that they take to `needs`.
void check_expressions(const nlohmann::json& source, const std::string& pointer, const Complaints& complaints,
                       const Fixtures& fixtures, Needs& needs);

}  // namespace conform
