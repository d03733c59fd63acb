#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "load/json_file.hpp"
#include "suite/fixtures.hpp"

namespace conform {

/// True for a matrix variable whose values are made from data: `cover`, `subsets` or `pack` (docs/case-format.md).
[[nodiscard]] bool makes_rows(const nlohmann::json& source);

/// The values of such a variable: its rows, cut into as many lists as there are case instances. Each value has a
/// `label` and its `rows`. The same data makes the same rows, everywhere. What is wrong with it is added to
/// `diagnostics`, and then there are no values.
[[nodiscard]] nlohmann::json row_lists(const nlohmann::json& source, const std::string& pointer, const JsonFile& file,
                                       const Fixtures& fixtures, Diagnostics& diagnostics);

}  // namespace conform
