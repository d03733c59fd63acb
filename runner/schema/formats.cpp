#include "schema/formats.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <stdexcept>
#include <string>

#include "base/uuid.hpp"
#include "json/pointer.hpp"
#include "schema/ecma_regex.hpp"

namespace conform {
namespace {

struct Format {
  std::string_view name;
  std::string_view words;
  bool (*matches)(std::string_view);
};

constexpr std::array formats{
    Format{"bcp47", "a language tag (RFC 5646)", is_language_tag},
    Format{"date", "a date (RFC 3339)", is_date},
    Format{"date-time", "a date-time (RFC 3339)", is_date_time},
    Format{"email", "an e-mail address (RFC 5321)", is_email},
    Format{"hostname", "a host name (RFC 1123)", is_hostname},
    Format{"ipv4", "an IPv4 address", is_ipv4},
    Format{"ipv6", "an IPv6 address (RFC 4291)", is_ipv6},
    Format{"json-pointer", "a JSON Pointer (RFC 6901)", is_json_pointer},
    Format{"regex", "a regular expression (ECMA-262)", is_regex},
    Format{"time", "a time with offset (RFC 3339)", is_time},
    Format{"tz", "a time zone name of the tz database", is_time_zone},
    Format{"tz-form", "a time zone name of the form that the tz database has", is_of_time_zone_form},
    Format{"uri", "a URI (RFC 3986)", is_uri},
    Format{"uri-reference", "a URI reference (RFC 3986)", is_uri_reference},
    Format{"uuid", "a UUID (RFC 4122)", is_uuid},
};

constexpr auto all_names = [] {
  std::array<std::string_view, formats.size()> all{};
  for (std::size_t i = 0; i < formats.size(); ++i) all[i] = formats[i].name;
  return all;
}();

const Format& format(std::string_view name) {
  const auto found =
      std::find_if(formats.begin(), formats.end(), [&](const Format& candidate) { return candidate.name == name; });
  if (found == formats.end()) throw std::invalid_argument("no format " + std::string{name});
  return *found;
}

}  // namespace

bool is_json_pointer(std::string_view text) { return split_pointer(text).has_value(); }

bool is_regex(std::string_view text) { return translate_ecma_regex(text).has_value(); }

std::span<const std::string_view> format_names() { return all_names; }

bool known_format(std::string_view name) {
  return std::find(all_names.begin(), all_names.end(), name) != all_names.end();
}

bool matches_format(std::string_view name, std::string_view text) { return format(name).matches(text); }

std::string_view describe_format(std::string_view name) { return format(name).words; }

}  // namespace conform
