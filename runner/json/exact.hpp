#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "json/parse.hpp"

namespace conform {

/// Parses JSON text without loss: a number becomes a binary value that holds its text ("18.50", "1E2", any length), and
/// so does a string with a lone surrogate, which no Unicode text can hold. All else is as in `parse_json`.
[[nodiscard]] tl::expected<nlohmann::json, JsonError> parse_exact(std::string_view text, JsonLimits limits = {});

/// JSON text of such a value, on one line: each number as it was written. Never throws.
[[nodiscard]] std::string exact_text(const nlohmann::json& value);

/// The same value with each number in one spelling: 18.5 for 18.50, 185e-1 and the number 18.5. Values that differ in
/// the spelling of numbers alone are equal (`==`) then; no digit is rounded.
[[nodiscard]] nlohmann::json by_value(const nlohmann::json& value);

}  // namespace conform
