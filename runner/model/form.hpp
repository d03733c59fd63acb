#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace conform {

/// One name or value in application/x-www-form-urlencoded (URL Standard section 5): a space is "+", every byte but
/// letters, digits and "*-._" is %XX.
[[nodiscard]] std::string form_encoded(std::string_view text);

/// Pairs as the body of a form: "a=1&b=2".
[[nodiscard]] std::string form_of(std::span<const std::pair<std::string, std::string>> pairs);

}  // namespace conform
