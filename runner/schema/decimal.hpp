#pragma once

#include <nlohmann/json_fwd.hpp>

namespace conform {

/// True when `value` is a whole number of times `divisor`, both read as the decimal numbers they are written as: 19.99
/// is a multiple of 0.01. Both must be numbers, the divisor above zero.
[[nodiscard]] bool is_multiple(const nlohmann::json& value, const nlohmann::json& divisor);

}  // namespace conform
