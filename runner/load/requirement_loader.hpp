#pragma once

#include <filesystem>

#include "load/json_file.hpp"
#include "model/diagnostic.hpp"
#include "schema/schema_set.hpp"
#include "suite/requirement.hpp"

namespace conform {

/// Reads schemas/requirements.json, unchecked. `schemas` is the folder schemas/.
[[nodiscard]] Result<JsonFile> read_requirements(const std::filesystem::path& schemas);

/// Checks what was read and makes a book of it; `set` knows "suite/requirements.schema.json".
[[nodiscard]] Result<RuleBook> compile_requirements(const JsonFile& file, const SchemaSet& set);

/// Both.
[[nodiscard]] Result<RuleBook> load_requirements(const std::filesystem::path& schemas, const SchemaSet& set);

}  // namespace conform
