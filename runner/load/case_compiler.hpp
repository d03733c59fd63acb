#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "load/json_file.hpp"
#include "suite/suite.hpp"

namespace conform {

/// Turns the JSON of one case instance, whose matrix variables are filled in already, into a Case. `pointer` is where
/// the case stands in its file; everything wrong with it is added to `problems`.
[[nodiscard]] Case compile_case(const nlohmann::json& source, const std::string& pointer, const JsonFile& file,
                                const Suite& suite, Diagnostics& diagnostics);

/// The versions that a case is for, oldest first; none when its conditions fit none.
[[nodiscard]] std::vector<std::string> versions_of(const nlohmann::json& source, const Suite& suite);

}  // namespace conform
