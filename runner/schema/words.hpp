#pragma once

#include <string>
#include <string_view>

#include "schema/node.hpp"

namespace conform {

/// What an assertion of a schema demands, in words: "string or null", "at least 3 characters", "one of 1, 2".
[[nodiscard]] std::string expected_words(const Node& node, std::string_view keyword);

/// What a schema as a whole demands, as far as a few words can say it; else its name.
[[nodiscard]] std::string describe(const Node& node);

}  // namespace conform
