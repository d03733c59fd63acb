#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "schema/combinations.hpp"
#include "schema/node.hpp"
#include "schema/schema_set.hpp"

namespace conform {

/// So many schemas are evaluated one inside the other, for a value and its parts, until `CannotJudge` is thrown: each
/// takes about 2 KB of the stack.
inline constexpr std::size_t max_nested_schemas = 1000;

/// True when the document fulfils the schema by draft 7. Throws `CannotJudge`.
[[nodiscard]] bool fulfils(const CombinedSchemas& combined, const Node& schema, const nlohmann::json& document);

/// The same evaluation, but each violation is reported where it is, without repeating it for the schemas around it: of
/// `anyOf` and `oneOf` only the branch that comes closest speaks. Deepest first, at most `max_violations` (at least one
/// when the document is invalid). Throws `CannotJudge`.
[[nodiscard]] std::vector<Violation> explain(const CombinedSchemas& combined, const Node& schema,
                                             const nlohmann::json& document, std::size_t max_violations);

}  // namespace conform
