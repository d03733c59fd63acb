#pragma once

#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>
#include <tl/expected.hpp>

#include "load/matrix.hpp"

namespace conform {

/// Fills in matrix variables and leaves run-time expressions, with variables among their arguments resolved:
/// ${differentFrom(attribute)} → ${differentFrom(locale)}. Notes in `used` which variables were.
[[nodiscard]] tl::expected<nlohmann::json, std::string> fill_in_variables(const nlohmann::json& source,
                                                                          const Bindings& bindings,
                                                                          std::set<std::string>& used);

}  // namespace conform
