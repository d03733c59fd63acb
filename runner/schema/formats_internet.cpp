#include <algorithm>
#include <cstddef>
#include <optional>

#include "base/ascii.hpp"
#include "schema/formats.hpp"

namespace conform {
namespace {

bool one_of(char c, std::string_view characters) { return characters.find(c) != std::string_view::npos; }

/// Calls `each` with the parts between separators; stops and is false when it is false for one.
template <class Each>
bool all_parts(std::string_view text, char separator, const Each& each) {
  for (;;) {
    const std::size_t end = text.find(separator);
    if (!each(text.substr(0, end))) return false;
    if (end == std::string_view::npos) return true;
    text.remove_prefix(end + 1);
  }
}

// RFC 3986 section 3.3 and appendix A.
bool is_unreserved(char c) { return is_alphanumeric(c) || one_of(c, "-._~"); }
bool is_sub_delim(char c) { return one_of(c, "!$&'()*+,;="); }

/// Unreserved, percent-encoded, sub-delims and the extra characters.
bool only_uri_characters(std::string_view text, std::string_view extra) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size() || !is_hex(text[i + 1]) || !is_hex(text[i + 2])) return false;
      i += 2;
    } else if (!is_unreserved(c) && !is_sub_delim(c) && !one_of(c, extra)) {
      return false;
    }
  }
  return true;
}

bool is_scheme(std::string_view text) {
  return !text.empty() && is_letter(text.front()) &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_alphanumeric(c) || one_of(c, "+-."); });
}

bool is_ip_future(std::string_view text) {
  if (text.empty() || (text.front() != 'v' && text.front() != 'V')) return false;
  const std::size_t point = text.find('.');
  if (point == std::string_view::npos || point < 2 || point + 1 == text.size()) return false;
  const std::string_view version = text.substr(1, point - 1);
  const std::string_view address = text.substr(point + 1);
  return std::all_of(version.begin(), version.end(), is_hex) && std::all_of(address.begin(), address.end(), [](char c) {
           return is_unreserved(c) || is_sub_delim(c) || c == ':';
         });
}

bool is_authority(std::string_view text) {
  if (const std::size_t at = text.find('@'); at != std::string_view::npos) {
    if (!only_uri_characters(text.substr(0, at), ":")) return false;
    text.remove_prefix(at + 1);
  }
  std::string_view port;
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return false;
    const std::string_view address = text.substr(1, end - 1);
    if (!is_ipv6(address) && !is_ip_future(address)) return false;
    port = text.substr(end + 1);
    if (!port.empty() && port.front() != ':') return false;
  } else {
    const std::size_t colon = text.find(':');
    if (!only_uri_characters(text.substr(0, colon), "")) return false;
    if (colon != std::string_view::npos) port = text.substr(colon);
  }
  return std::all_of(port.begin() + (port.empty() ? 0 : 1), port.end(), is_digit);
}

/// What stands behind the scheme, or the whole of a relative reference.
bool is_rest_of_uri(std::string_view text) {
  if (const std::size_t hash = text.find('#'); hash != std::string_view::npos) {
    if (!only_uri_characters(text.substr(hash + 1), ":@/?")) return false;
    text = text.substr(0, hash);
  }
  if (const std::size_t mark = text.find('?'); mark != std::string_view::npos) {
    if (!only_uri_characters(text.substr(mark + 1), ":@/?")) return false;
    text = text.substr(0, mark);
  }
  if (text.starts_with("//")) {
    const std::size_t path = text.find('/', 2);
    if (!is_authority(text.substr(2, path == std::string_view::npos ? path : path - 2))) return false;
    text = path == std::string_view::npos ? std::string_view{} : text.substr(path);
  }
  return only_uri_characters(text, ":@/");
}

/// The end of the scheme, when a colon comes before all of / ? #.
std::optional<std::size_t> colon_of_scheme(std::string_view text) {
  const std::size_t found = text.find_first_of(":/?#");
  if (found == std::string_view::npos || text[found] != ':') return std::nullopt;
  return found;
}

bool is_atext(char c) { return is_alphanumeric(c) || one_of(c, "!#$%&'*+-/=?^_`{|}~"); }

bool is_quoted_local_part(std::string_view text) {
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return false;
  text = text.substr(1, text.size() - 2);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') return false;
    if (text[i] == '\\') ++i;  // whatever it escapes
    if (i >= text.size() || text[i] < ' ' || text[i] > '~') return false;
  }
  return true;
}

bool is_local_part(std::string_view text) {
  if (text.starts_with('"')) return is_quoted_local_part(text);
  return all_parts(text, '.', [](std::string_view atom) {
    return !atom.empty() && std::all_of(atom.begin(), atom.end(), is_atext);
  });
}

bool is_address_literal(std::string_view text) {
  if (text.size() < 2 || text.front() != '[' || text.back() != ']') return false;
  text = text.substr(1, text.size() - 2);
  constexpr std::string_view tag = "IPv6:";
  const bool tagged = text.size() >= tag.size() && std::equal(tag.begin(), tag.end(), text.begin(), [](char a, char b) {
                        return a == b || (is_letter(a) && (a ^ b) == ' ');
                      });
  return tagged ? is_ipv6(text.substr(tag.size())) : is_ipv4(text);
}

}  // namespace

bool is_hostname(std::string_view text) {
  if (text.size() > 253) return false;
  return all_parts(text, '.', [](std::string_view label) {
    return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
           std::all_of(label.begin(), label.end(), [](char c) { return is_alphanumeric(c) || c == '-'; });
  });
}

bool is_ipv4(std::string_view text) {
  std::size_t parts = 0;
  return all_parts(text, '.',
                   [&](std::string_view part) {
                     ++parts;
                     if (part.empty() || part.size() > 3 || (part.size() > 1 && part.front() == '0')) return false;
                     int number = 0;
                     for (const char c : part) {
                       if (!is_digit(c)) return false;
                       number = number * 10 + (c - '0');
                     }
                     return number <= 255;
                   }) &&
         parts == 4;
}

bool is_ipv6(std::string_view text) {
  std::size_t groups = 0;
  bool compressed = false;
  if (text.starts_with("::")) {
    compressed = true;
    text.remove_prefix(2);
    if (text.empty()) return true;
  }
  for (;;) {
    const std::size_t end = text.find(':');
    const std::string_view group = text.substr(0, end);
    if (end == std::string_view::npos && group.find('.') != std::string_view::npos) {
      groups += 2;
      if (!is_ipv4(group)) return false;
      break;
    }
    if (group.empty() || group.size() > 4 || !std::all_of(group.begin(), group.end(), is_hex)) return false;
    ++groups;
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
    if (text.starts_with(':')) {
      if (compressed) return false;
      compressed = true;
      text.remove_prefix(1);
      if (text.empty()) break;
    }
  }
  return compressed ? groups < 8 : groups == 8;
}

bool is_uri(std::string_view text) {
  const auto colon = colon_of_scheme(text);
  return colon && is_scheme(text.substr(0, *colon)) && is_rest_of_uri(text.substr(*colon + 1));
}

bool is_uri_reference(std::string_view text) { return colon_of_scheme(text) ? is_uri(text) : is_rest_of_uri(text); }

bool is_email(std::string_view text) {
  const std::size_t at = text.rfind('@');  // quoted local parts may have others
  if (at == std::string_view::npos || at > 64 || text.size() > 254) return false;
  const std::string_view domain = text.substr(at + 1);
  return is_local_part(text.substr(0, at)) &&
         (domain.starts_with('[') ? is_address_literal(domain) : is_hostname(domain));
}

}  // namespace conform
