#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace conform {

/// The number of what list, show and lint print as JSON (schemas/suite/list.schema.json and others).
inline constexpr int output_format = 2;

/// A document for standard output: indented, in UTF-8, nothing in it acts on a terminal, with a line feed at its end.
[[nodiscard]] std::string json_output(const nlohmann::json& document);

}  // namespace conform
