#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "schema/node.hpp"
#include "schema/schema_set.hpp"

namespace conform {

/// Evaluates a schema by draft 7 and reports each violation where it is, without repeating it for the schemas around
/// it: of `anyOf` and `oneOf` only the branch that comes closest speaks. Deepest first, at most `max_violations` (at
/// least one when the document is invalid). No violation means valid.
[[nodiscard]] std::vector<Violation> explain(const Node& schema, const nlohmann::json& document,
                                             std::size_t max_violations);

}  // namespace conform
