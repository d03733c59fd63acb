#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>
#include <vector>

#include "schema/schema_set.hpp"

namespace conform {

/// The URI of draft 7.
inline constexpr std::string_view draft7 = "http://json-schema.org/draft-07/schema";

/// What JSON Schema draft 7 (core and validation) demands of schemas, as a schema.
[[nodiscard]] const nlohmann::json& metaschema();

/// Where a document is not a schema of draft 7.
[[nodiscard]] std::vector<Violation> violations_of_draft7(const nlohmann::json& document, std::size_t max_violations);

}  // namespace conform
