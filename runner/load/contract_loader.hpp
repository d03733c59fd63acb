#pragma once

#include <filesystem>
#include <vector>

#include "model/diagnostic.hpp"
#include "suite/contract.hpp"

namespace conform {

/// Reads schemas/openapi/<version>.json of every version, oldest first: operations, documented statuses, media types
/// and the schemas they refer to. `schemas` is the folder schemas/.
[[nodiscard]] Result<std::vector<Contract>> load_contracts(const std::filesystem::path& schemas);

}  // namespace conform
