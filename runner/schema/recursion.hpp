#pragma once

#include <memory>
#include <vector>

#include "schema/node.hpp"

namespace conform {

// Validation recurses, so its stack is bounded by limits: the depth of documents (JsonLimits), and the first two.

/// Most schemas that may apply, one by way of the other, to the same value, from a schema that recurses through parts.
inline constexpr std::size_t max_in_place_of_recursive = 8;
/// Most schemas that may be nested, references followed, without recursion.
inline constexpr std::size_t max_nesting = 1000;
/// Most schemas that may apply to one value, counted once for each way to them: they multiply where several lead to the
/// same one.
inline constexpr std::size_t max_applied = 10'000;

/// Schemas that apply to the same value and so lead back to the first: validation would never end.
using Circle = std::vector<const Node*>;

/// Circles of schemas that apply to the same value (through allOf, anyOf, oneOf, not, if, dependencies): the first 20.
[[nodiscard]] std::vector<Circle> endless_circles(const std::vector<std::unique_ptr<Node>>& nodes);

/// A schema that recurses and from which more than `max_in_place_of_recursive` apply to one value, or null. There must
/// be no endless circle.
[[nodiscard]] const Node* too_dense(const std::vector<std::unique_ptr<Node>>& nodes);

/// A schema from which more than `max_nesting` are nested, or null.
[[nodiscard]] const Node* too_deep(const std::vector<std::unique_ptr<Node>>& nodes);

/// A schema from which more than `max_applied` apply to one value, or null. There must be no endless circle.
[[nodiscard]] const Node* too_many(const std::vector<std::unique_ptr<Node>>& nodes);

/// Sets `memorise` where schemas could be evaluated again and again for the same value: where they recurse through its
/// parts, and everywhere when ways to parts multiply.
void mark_memorised(const std::vector<std::unique_ptr<Node>>& nodes);

}  // namespace conform
