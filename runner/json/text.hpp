#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "base/untrusted.hpp"

namespace conform {

/// A value as one line of JSON, of which at most `max_bytes` bytes are shown; never throws (invalid UTF-8 becomes
/// U+FFFD). It is clipped where it is shown, by the gate (json/gate.hpp).
[[nodiscard]] Untrusted clipped(const nlohmann::json& value, std::size_t max_bytes = 200);

/// Any bytes as a JSON string, in the same way.
[[nodiscard]] Untrusted json_quoted(std::string_view bytes, std::size_t max_bytes = 200);

/// "null", "boolean", "integer", "number", "string", "array" or "object".
[[nodiscard]] std::string type_name(const nlohmann::json& value);

/// Deep equality by value: 18 and 18.0 are equal (JSON has one number type); member order does not count.
[[nodiscard]] bool equal_json(const nlohmann::json& a, const nlohmann::json& b);

}  // namespace conform
