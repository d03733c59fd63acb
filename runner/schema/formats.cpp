#include "schema/formats.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/uuid.hpp"
#include "json/pointer.hpp"
#include "schema/cannot_judge.hpp"

namespace conform {
namespace {

/// A label that begins with "xn--" is right when what it encodes is, by the tables of RFC 5892.
bool is_hostname_of_letters(std::string_view text) {
  if (!is_hostname(text)) return false;
  for (std::size_t at = 0; at < text.size(); at = std::min(text.find('.', at), text.size() - 1) + 1) {
    const std::string_view label = text.substr(at);
    const bool encoded = label.size() > 4 && (label[0] == 'x' || label[0] == 'X') &&
                         (label[1] == 'n' || label[1] == 'N') && label.substr(2, 2) == "--";
    if (encoded) throw CannotJudge{"host names with labels that begin with \"xn--\" are not supported"};
  }
  return true;
}

constexpr std::array formats{
    Format{"bcp47", "a language tag (RFC 5646)", is_language_tag},
    Format{"date", "a date (RFC 3339)", is_date},
    Format{"date-time", "a date-time (RFC 3339)", is_date_time},
    Format{"email", "an e-mail address (RFC 5321)", is_email},
    Format{"hostname", "a host name (RFC 1123)", is_hostname_of_letters},
    Format{"idn-email", "an internationalized e-mail address (RFC 6531)", nullptr},
    Format{"idn-hostname", "an internationalized host name (RFC 5890)", nullptr},
    Format{"ipv4", "an IPv4 address", is_ipv4},
    Format{"ipv6", "an IPv6 address (RFC 4291)", is_ipv6},
    Format{"iri", "an IRI (RFC 3987)", nullptr},
    Format{"iri-reference", "an IRI reference (RFC 3987)", nullptr},
    Format{"json-pointer", "a JSON Pointer (RFC 6901)", is_json_pointer},
    Format{"regex", "a regular expression (ECMA-262)", is_regex},
    Format{"relative-json-pointer", "a relative JSON Pointer", nullptr},
    Format{"time", "a time with offset (RFC 3339)", is_time},
    Format{"tz", "a time zone name of the tz database", is_time_zone},
    Format{"tz-form", "a time zone name of the form that the tz database has", is_of_time_zone_form},
    Format{"uri", "a URI (RFC 3986)", is_uri},
    Format{"uri-reference", "a URI reference (RFC 3986)", is_uri_reference},
    Format{"uri-template", "a URI template (RFC 6570)", nullptr},
    Format{"uuid", "a UUID (RFC 4122)", is_uuid},
};

}  // namespace

bool is_json_pointer(std::string_view text) { return split_pointer(text).has_value(); }

std::span<const Format> string_formats() { return formats; }

const Format* find_string_format(std::string_view name) {
  const auto found =
      std::find_if(formats.begin(), formats.end(), [&](const Format& format) { return format.name == name; });
  return found == formats.end() ? nullptr : &*found;
}

}  // namespace conform
