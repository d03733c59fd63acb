#include "reference/formats.hpp"

#include <unicode/ucal.h>
#include <unicode/ustring.h>

#include <array>
#include <cstddef>
#include <optional>

namespace conform::reference {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool beyond_ascii(char c) { return static_cast<unsigned char>(c) >= 0x80U; }

// The number in exactly `count` digits at `at`; nothing when something else is there.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return std::nullopt;
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (!is_digit(text[i])) return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

bool is_dot_atom(std::string_view text, std::string_view special) {
  if (text.empty() || text.front() == '.' || text.back() == '.') return false;
  char before = '\0';
  for (const char c : text) {
    const bool atom = is_alpha(c) || is_digit(c) || beyond_ascii(c) || special.find(c) != std::string_view::npos;
    if (!atom && c != '.') return false;
    if (c == '.' && before == '.') return false;
    before = c;
  }
  return true;
}

}  // namespace

bool is_uuid(std::string_view text) noexcept {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !is_hex(text[i])) return false;
  }
  return true;
}

bool is_email(std::string_view text) noexcept {
  const std::size_t at = text.rfind('@');
  if (at > 64 || text.size() > 254) return false;  // npos is over 64 too
  const std::string_view domain = text.substr(at + 1);
  if (!is_dot_atom(text.substr(0, at), "!#$%&'*+-/=?^_`{|}~") || !is_dot_atom(domain, "-")) return false;
  std::size_t start = 0;
  while (start <= domain.size()) {
    const std::size_t end = domain.find('.', start);
    const std::string_view label = domain.substr(start, end == std::string_view::npos ? end : end - start);
    if (label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
    if (end == std::string_view::npos) break;
    start = end + 1;
  }
  return true;
}

bool is_date(std::string_view text) noexcept {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const auto year = digits(text, 0, 4);
  const auto month = digits(text, 5, 2);
  const auto day = digits(text, 8, 2);
  if (!year || !month || !day || *month < 1 || *month > 12 || *day < 1) return false;
  constexpr std::array<int, 12> lengths{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (*year % 4 == 0 && *year % 100 != 0) || *year % 400 == 0;
  const int length = *month == 2 && leap ? 29 : lengths.at(static_cast<std::size_t>(*month - 1));
  return *day <= length;
}

bool is_date_time(std::string_view text) noexcept {
  if (text.size() < 20 || !is_date(text.substr(0, 10))) return false;
  if (text[10] != 'T' && text[10] != 't') return false;
  const auto hour = digits(text, 11, 2);
  const auto minute = digits(text, 14, 2);
  const auto second = digits(text, 17, 2);
  if (text[13] != ':' || text[16] != ':' || !hour || !minute || !second) return false;
  if (*hour > 23 || *minute > 59 || *second > 60) return false;
  std::size_t at = 19;
  if (text[at] == '.') {
    const std::size_t first = ++at;
    while (at < text.size() && is_digit(text[at])) ++at;
    if (at == first) return false;
  }
  const std::string_view offset = text.substr(at);
  if (offset == "Z" || offset == "z") return true;
  if (offset.size() != 6 || (offset[0] != '+' && offset[0] != '-') || offset[3] != ':') return false;
  const auto hours = digits(offset, 1, 2);
  const auto minutes = digits(offset, 4, 2);
  return hours && minutes && *hours <= 23 && *minutes <= 59;
}

bool is_birth_date(std::string_view text) noexcept {
  if (text.size() == 4) return digits(text, 0, 4).has_value();
  return is_date(text) || is_date_time(text);
}

bool is_url(std::string_view text) noexcept {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || !is_alpha(text[0]) || colon + 1 == text.size()) return false;
  for (std::size_t i = 0; i < colon; ++i) {
    const char c = text[i];
    if (!is_alpha(c) && !is_digit(c) && c != '+' && c != '-' && c != '.') return false;
  }
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20U || byte == 0x7FU) return false;
    if (std::string_view{"<>\"{}|\\^`"}.find(c) != std::string_view::npos) return false;
  }
  const std::string_view rest = text.substr(colon + 1);
  return !rest.starts_with("//") || (rest.size() > 2 && rest[2] != '/' && rest[2] != '?' && rest[2] != '#');
}

bool is_locale(std::string_view text) noexcept {
  std::size_t start = 0;
  bool first = true;
  for (;;) {
    const std::size_t end = text.find_first_of("-_", start);
    const std::string_view subtag = text.substr(start, end == std::string_view::npos ? end : end - start);
    if (subtag.empty() || subtag.size() > 8) return false;
    for (const char c : subtag) {
      if (!is_alpha(c) && (first || !is_digit(c))) return false;
    }
    if (first && subtag.size() == 1 && subtag != "x" && subtag != "i") return false;
    if (end == std::string_view::npos) return !first || subtag.size() > 1;
    first = false;
    start = end + 1;
  }
}

bool is_time_zone(std::string_view text) {
  std::array<UChar, 64> id{};
  std::array<UChar, 128> canonical{};
  if (text.empty() || text.size() >= id.size()) return false;
  UErrorCode status = U_ZERO_ERROR;
  int32_t length = 0;
  u_strFromUTF8(id.data(), static_cast<int32_t>(id.size()), &length, text.data(), static_cast<int32_t>(text.size()),
                &status);
  if (U_FAILURE(status) != 0) return false;
  UBool system_id = 0;
  ucal_getCanonicalTimeZoneID(id.data(), length, canonical.data(), static_cast<int32_t>(canonical.size()), &system_id,
                              &status);
  return U_FAILURE(status) == 0 && system_id != 0;
}

}  // namespace conform::reference
