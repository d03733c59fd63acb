#pragma once

#include <nlohmann/json_fwd.hpp>

namespace conform {

/// Compares two JSON numbers by their mathematical value, without rounding: 2^53 + 1 is greater than 2^53 as a double.
/// Below zero, zero or above zero. A number that is not one (NaN, not from JSON text) comes before all others.
[[nodiscard]] int compare_numbers(const nlohmann::json& a, const nlohmann::json& b);

/// A total order of JSON values, 0 exactly when `equal_json`: by type, then by value.
[[nodiscard]] int compare_json(const nlohmann::json& a, const nlohmann::json& b);

/// True for a number without a fraction, whatever its spelling: 1, 1.0 and 1e2.
[[nodiscard]] bool is_integral(const nlohmann::json& value);

}  // namespace conform
