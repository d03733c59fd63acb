#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace conform {

inline constexpr std::string_view upper_hex = "0123456789ABCDEF";
inline constexpr std::string_view lower_hex = "0123456789abcdef";

/// Every byte as %XX, also those that need not be.
[[nodiscard]] std::string percent_encoded_whole(std::string_view text, std::string_view digits = upper_hex);

/// Every byte as %XX that is not unreserved (RFC 3986 section 2.3).
[[nodiscard]] std::string percent_encoded(std::string_view text, std::string_view digits = upper_hex);

/// The bytes that %XX stand for; a "%" without two digits stays.
[[nodiscard]] std::string percent_decoded(std::string_view text);

/// One name or value in application/x-www-form-urlencoded (URL Standard section 5): a space is "+", every byte but
/// letters, digits and "*-._" is %XX.
[[nodiscard]] std::string form_encoded(std::string_view text);

/// Pairs as the body of a form: "a=1&b=2".
[[nodiscard]] std::string form_of(std::span<const std::pair<std::string, std::string>> pairs);

}  // namespace conform
