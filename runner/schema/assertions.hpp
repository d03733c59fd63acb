#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "schema/node.hpp"

namespace conform {

/// The keywords of a schema that this value alone breaks: all that need no other schema, from `false`, "type", "enum"
/// and "const" to "required" and the name lists of "dependencies". When one of the first four is broken, the others are
/// not asked. With `first_only`, stops at one.
[[nodiscard]] std::vector<std::string_view> broken_assertions(const Node& node, const nlohmann::json& value,
                                                              bool first_only = false);

/// Indexes of two equal elements of an array, the lower first, or nothing. n log n comparisons.
[[nodiscard]] std::optional<std::pair<std::size_t, std::size_t>> equal_elements(const nlohmann::json& array);

}  // namespace conform
