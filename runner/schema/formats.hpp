#pragma once

#include <span>
#include <string_view>

namespace conform {

/// RFC 3339 full-date that exists: 2024-02-29, not 2023-02-29.
[[nodiscard]] bool is_date(std::string_view text);
/// RFC 3339 full-time: with an offset; second 60 only at 23:59 UTC.
[[nodiscard]] bool is_time(std::string_view text);
/// RFC 3339 date-time.
[[nodiscard]] bool is_date_time(std::string_view text);
/// RFC 5321 Mailbox in ASCII: dot-string or quoted local part, domain or IP address literal.
[[nodiscard]] bool is_email(std::string_view text);
/// RFC 1123 host name: labels of letters, digits and inner hyphens, 63 bytes each, 253 in all.
[[nodiscard]] bool is_hostname(std::string_view text);
/// RFC 2673 dotted quad, without leading zeros.
[[nodiscard]] bool is_ipv4(std::string_view text);
/// RFC 4291 section 2.2, without zone.
[[nodiscard]] bool is_ipv6(std::string_view text);
/// RFC 3986 URI: with a scheme.
[[nodiscard]] bool is_uri(std::string_view text);
/// RFC 3986 URI or relative reference.
[[nodiscard]] bool is_uri_reference(std::string_view text);
/// RFC 6901.
[[nodiscard]] bool is_json_pointer(std::string_view text);
/// ECMA-262 regular expression, Unicode mode (also one that patterns of schemas may not use here).
[[nodiscard]] bool is_regex(std::string_view text);
/// RFC 5646 language tag: well-formed, grandfathered ones too, no variant or singleton twice.
[[nodiscard]] bool is_language_tag(std::string_view text);
/// Name of a zone or link in the tz database, as ICU or the system (TZDIR, /usr/share/zoneinfo) knows it: either may be
/// older than the other. Letter case counts.
[[nodiscard]] bool is_time_zone(std::string_view text);
/// Such a name, or one that a later release of the database may bring: an area of today's and a location or two.
[[nodiscard]] bool is_of_time_zone_form(std::string_view text);

/// What "format" may demand of a text.
struct Format {
  std::string_view name;
  std::string_view words;  ///< with the standard: "a date-time (RFC 3339)"
  /// Throws `CannotJudge` for texts that it does not support. Null: draft 7 has the format, but it is not supported.
  bool (*matches)(std::string_view);
};

/// The formats of draft 7 and our own, in order of their names.
[[nodiscard]] std::span<const Format> string_formats();
/// Null for a format that is not one of these.
[[nodiscard]] const Format* find_string_format(std::string_view name);

}  // namespace conform
