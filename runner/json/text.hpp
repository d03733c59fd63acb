#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace conform {

/// A value as one line of JSON of at most about `max_bytes` bytes, cut at a character with "… (N bytes)" behind; never
/// throws (invalid UTF-8 becomes U+FFFD).
[[nodiscard]] std::string clipped(const nlohmann::json& value, std::size_t max_bytes = 200);

/// "null", "boolean", "integer", "number", "string", "array" or "object".
[[nodiscard]] std::string type_name(const nlohmann::json& value);

/// Deep equality by value: 18 and 18.0 are equal (JSON has one number type); member order does not count.
[[nodiscard]] bool equal_json(const nlohmann::json& a, const nlohmann::json& b);

}  // namespace conform
