#pragma once

#include <filesystem>

#include "model/diagnostic.hpp"
#include "suite/aliases.hpp"
#include "suite/suite.hpp"

namespace conform {

/// Reads schemas/aliases.json, if there is one. `schemas` is the folder schemas/.
[[nodiscard]] Result<Aliases> load_aliases(const std::filesystem::path& schemas);

/// Aliases of ids that exist, to ids that do not exist, and to other aliases. The suite must be loaded whole.
void check_aliases(const Suite& suite, Diagnostics& diagnostics);

}  // namespace conform
