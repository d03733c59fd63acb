#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "load/json_file.hpp"
#include "suite/fixtures.hpp"

namespace conform {

/// One combination of matrix values: the variables of one case instance.
using Bindings = std::map<std::string, nlohmann::json, std::less<>>;

/// Every combination of a case's matrix (one empty combination when it has none). `pointer` is the case's place in the
/// file; problems (unknown lists, reserved names, values without a short label) are added.
[[nodiscard]] std::vector<Bindings> expand_matrix(const nlohmann::json& source, const std::string& pointer,
                                                  const JsonFile& file, const Fixtures& fixtures,
                                                  Diagnostics& diagnostics);

/// "[attribute=locale,operation=setUser]", or nothing when there are no variables.
[[nodiscard]] std::string label_of(const Bindings& bindings);

}  // namespace conform
