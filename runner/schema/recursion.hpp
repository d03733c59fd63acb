#pragma once

#include <memory>
#include <vector>

#include "schema/node.hpp"

namespace conform {

/// Most schemas that may apply, one by way of the other, to one and the same value: with the limit on the depth of
/// documents this bounds the stack that validation takes.
inline constexpr std::size_t max_schemas_in_place = 64;

/// Schemas that apply to the same value and so lead back to the first: validation would never end.
using Circle = std::vector<const Node*>;

/// Every circle of schemas that apply to the same value (through allOf, anyOf, oneOf, not, if, dependencies).
[[nodiscard]] std::vector<Circle> endless_circles(const std::vector<std::unique_ptr<Node>>& nodes);

/// The first schema from which more than `max_schemas_in_place` apply to one value, or null. There must be no circle.
[[nodiscard]] const Node* too_many_in_place(const std::vector<std::unique_ptr<Node>>& nodes);

/// Sets `memorise` where schemas that recurse through parts of a value could be evaluated again and again.
void mark_memorised(const std::vector<std::unique_ptr<Node>>& nodes);

}  // namespace conform
