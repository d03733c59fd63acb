#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "json/parse.hpp"
#include "model/diagnostic.hpp"
#include "schema/schema_set.hpp"

namespace conform {

/// A violation of a document, with the line on which the value begins (0: unknown).
struct LocatedViolation {
  Violation violation;
  std::size_t line = 0;
  friend bool operator==(const LocatedViolation&, const LocatedViolation&) = default;
};

/// Parses a document strictly and validates it; no violation means valid. The problem, of `file`, is that it is not
/// usable JSON or cannot be judged by the schema. `schema` must be known to the set (std::invalid_argument otherwise).
[[nodiscard]] tl::expected<std::vector<LocatedViolation>, Diagnostic> validate_document(
    const SchemaSet& schemas, std::string_view schema, std::string file, std::string_view text,
    const JsonLimits& limits = {}, std::size_t max_violations = most_violations);

}  // namespace conform
