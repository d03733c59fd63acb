#pragma once

#include <memory>
#include <vector>

#include "schema/node.hpp"

namespace conform {

/// Schemas that apply to the same value and so lead back to the first: validation would never end.
using Circle = std::vector<const Node*>;

/// Circles of schemas that apply to the same value (through allOf, anyOf, oneOf, not, if, dependencies): the first 20.
[[nodiscard]] std::vector<Circle> endless_circles(const std::vector<std::unique_ptr<Node>>& nodes);

}  // namespace conform
