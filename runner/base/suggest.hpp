#pragma once

#include <span>
#include <string>
#include <string_view>

namespace conform {

/// `did you mean "status"?` for the candidate nearest to a mistyped name; empty when none is near.
[[nodiscard]] std::string did_you_mean(std::string_view mistyped, std::span<const std::string> candidates);

}  // namespace conform
