#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace conform {

/// RFC 6901: splits "/a~1b/0" into {"a/b", "0"}; nothing when it is not a JSON Pointer.
[[nodiscard]] std::optional<std::vector<std::string>> split_pointer(std::string_view pointer);
/// RFC 6901: one reference token, escaped.
[[nodiscard]] std::string escape_token(std::string_view token);
/// The value that a pointer names, or null when it resolves to nothing (also when it is not a pointer).
[[nodiscard]] const nlohmann::json* resolve_pointer(const nlohmann::json& document, std::string_view pointer);

}  // namespace conform
