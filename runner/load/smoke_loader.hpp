#pragma once

#include <filesystem>
#include <set>
#include <string>

#include "model/diagnostic.hpp"
#include "suite/suite.hpp"

namespace conform {

/// Reads schemas/smoke.json, if there is one: the case instances of `conform run --smoke`. `schemas` is the folder
/// schemas/.
[[nodiscard]] Result<std::set<std::string, std::less<>>> load_smoke(const std::filesystem::path& schemas);

/// Ids of the smoke run that no case instance has. The suite must be loaded whole.
void check_smoke(const Suite& suite, Diagnostics& diagnostics);

}  // namespace conform
