#pragma once

#include <filesystem>

#include "model/problem.hpp"
#include "schema/schema_set.hpp"
#include "suite/requirement.hpp"

namespace conform {

/// Reads schemas/requirements.json. `schemas` is the folder schemas/, `set` knows "suite/requirements.schema.json".
[[nodiscard]] Result<RuleBook> load_requirements(const std::filesystem::path& schemas, const SchemaSet& set);

}  // namespace conform
