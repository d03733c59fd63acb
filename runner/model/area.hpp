#pragma once

#include <string_view>

namespace conform {

/// Areas of the contract are numbered from 1 to this.
inline constexpr int area_count = 15;

/// "Merge (updateUser)" for 5; "Other" for a number that no area has.
[[nodiscard]] std::string_view area_name(int area) noexcept;

}  // namespace conform
