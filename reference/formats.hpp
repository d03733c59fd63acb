#pragma once

#include <string_view>

namespace conform::reference {

/// 8-4-4-4-12 hexadecimal digits, any letter case (RFC 9562).
[[nodiscard]] bool is_uuid(std::string_view text) noexcept;
/// local@domain, dot-atom on both sides, letters beyond ASCII allowed (RFC 5321, RFC 6531).
[[nodiscard]] bool is_email(std::string_view text) noexcept;
/// YYYY-MM-DD that exists, 0000-MM-DD, YYYY, or an RFC 3339 date-time.
[[nodiscard]] bool is_birth_date(std::string_view text) noexcept;
/// YYYY-MM-DD that exists; the year 0000 counts as a leap year.
[[nodiscard]] bool is_date(std::string_view text) noexcept;
/// RFC 3339 section 5.6.
[[nodiscard]] bool is_date_time(std::string_view text) noexcept;
/// An absolute URI or IRI: a scheme, a colon, and something without spaces, controls and delimiters.
[[nodiscard]] bool is_url(std::string_view text) noexcept;
/// The shape of a language tag (RFC 5646); "_" is accepted as the separator too, as OpenID Connect allows.
[[nodiscard]] bool is_locale(std::string_view text) noexcept;
/// A zone of the tz database, as ICU knows it.
[[nodiscard]] bool is_time_zone(std::string_view text);

}  // namespace conform::reference
