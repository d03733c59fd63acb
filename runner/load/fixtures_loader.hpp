#pragma once

#include <filesystem>

#include "model/diagnostic.hpp"
#include "schema/schema_set.hpp"
#include "suite/fixtures.hpp"

namespace conform {

/// Reads cases/fixtures.json. `cases` is the folder cases/, `set` knows "suite/fixtures.schema.json".
[[nodiscard]] Result<Fixtures> load_fixtures(const std::filesystem::path& cases, const SchemaSet& set);

}  // namespace conform
