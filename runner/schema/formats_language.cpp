#include <unicode/timezone.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "base/ascii.hpp"
#include "schema/formats.hpp"

namespace conform {
namespace {

bool letters(std::string_view text) { return std::all_of(text.begin(), text.end(), is_letter); }
bool digits(std::string_view text) { return std::all_of(text.begin(), text.end(), is_digit); }
bool between(std::size_t size, std::size_t least, std::size_t most) { return size >= least && size <= most; }

/// RFC 5646 section 2.1: the tags outside of the grammar for langtag, in lower case.
constexpr std::array<std::string_view, 17> irregular{
    "en-gb-oed", "i-ami", "i-bnn", "i-default", "i-enochian", "i-hak",     "i-klingon", "i-lux",    "i-mingo",
    "i-navajo",  "i-pwn", "i-tao", "i-tay",     "i-tsu",      "sgn-be-fr", "sgn-be-nl", "sgn-ch-de"};

/// Three-letter names that ICU keeps from old Java versions; the tz database has never had them.
constexpr std::array<std::string_view, 25> only_icu{"ACT", "AET", "AGT", "ART", "AST", "BET", "BST", "CAT", "CNT",
                                                    "CST", "CTT", "EAT", "ECT", "IET", "IST", "JST", "MIT", "NET",
                                                    "NST", "PLT", "PNT", "PRT", "PST", "SST", "VST"};

/// The subtags of a tag in lower case, empty when one is none.
std::vector<std::string> subtags_of(std::string_view text) {
  std::vector<std::string> subtags(1);
  for (const char c : text) {
    if (c == '-') {
      subtags.emplace_back();
    } else if (is_alphanumeric(c)) {
      subtags.back() += static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
    } else {
      return {};
    }
  }
  const bool good =
      std::all_of(subtags.begin(), subtags.end(), [](const std::string& tag) { return between(tag.size(), 1, 8); });
  return good ? subtags : std::vector<std::string>{};
}

bool is_variant(const std::string& subtag) {
  return between(subtag.size(), 5, 8) || (subtag.size() == 4 && is_digit(subtag.front()));
}

bool is_langtag(const std::vector<std::string>& subtags) {
  std::size_t at = 0;
  const auto more = [&] { return at < subtags.size(); };
  const std::string& language = subtags[at];
  if (!letters(language) || !between(language.size(), 2, 8)) return false;
  ++at;
  if (language.size() <= 3) {
    for (int extended = 0; extended < 3 && more() && subtags[at].size() == 3 && letters(subtags[at]); ++extended) ++at;
  }
  if (more() && subtags[at].size() == 4 && letters(subtags[at])) ++at;
  if (more() &&
      ((subtags[at].size() == 2 && letters(subtags[at])) || (subtags[at].size() == 3 && digits(subtags[at])))) {
    ++at;
  }
  std::vector<std::string> seen;
  const auto again = [&](const std::string& subtag) {
    if (std::find(seen.begin(), seen.end(), subtag) != seen.end()) return true;
    seen.push_back(subtag);
    return false;
  };
  for (; more() && is_variant(subtags[at]); ++at) {
    if (again(subtags[at])) return false;
  }
  while (more()) {
    const std::string& singleton = subtags[at++];
    if (singleton.size() != 1 || again(singleton)) return false;
    const bool private_use = singleton == "x";
    const std::size_t begin = at;
    while (more() && (private_use || subtags[at].size() > 1)) ++at;
    if (at == begin) return false;
  }
  return true;
}

/// Where zones are: the first part of the names that the tz database gives to places today.
constexpr std::array<std::string_view, 10> areas{"Africa",   "America",   "Antarctica", "Arctic", "Asia",
                                                 "Atlantic", "Australia", "Europe",     "Indian", "Pacific"};

bool has_zone_characters(std::string_view text) {
  return between(text.size(), 1, 64) && std::all_of(text.begin(), text.end(), [](char c) {
           return is_alphanumeric(c) || c == '_' || c == '-' || c == '+' || c == '/';
         });
}

bool is_zone_of_icu(std::string_view text) {
  if (text == "Etc/Unknown" || text.starts_with("SystemV/")) return false;
  if (std::find(only_icu.begin(), only_icu.end(), text) != only_icu.end()) return false;
  icu::UnicodeString canonical;
  UBool system_id = 0;
  UErrorCode status = U_ZERO_ERROR;
  const auto id = icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  icu::TimeZone::getCanonicalID(id, canonical, system_id, status);
  return U_SUCCESS(status) != 0 &&
         system_id != 0;  // "GMT+3" has a canonical form, too, but is not a name in the database
}

// ICU's own copy of the database can be years older than the system's.
bool is_zone_of_system(std::string_view text) {
  // The same zones under other rules, and files that are not zones.
  if (text.starts_with('/') || text.starts_with("posix/") || text.starts_with("right/") || text == "posixrules" ||
      text == "localtime" || text == "Factory")
    return false;
  const char* folder = std::getenv("TZDIR");
  std::ifstream file{std::filesystem::path{folder == nullptr ? "/usr/share/zoneinfo" : folder} / text,
                     std::ios::binary};
  std::array<char, 4> magic{};
  file.read(magic.data(), magic.size());
  return file && std::string_view{magic.data(), magic.size()} == "TZif";  // RFC 9636
}

}  // namespace

bool is_language_tag(std::string_view text) {
  const std::vector<std::string> subtags = subtags_of(text);
  if (subtags.empty()) return false;
  if (subtags.front() == "x") return subtags.size() > 1;
  std::string lower;
  for (const std::string& subtag : subtags) lower += (lower.empty() ? "" : "-") + subtag;
  return std::find(irregular.begin(), irregular.end(), lower) != irregular.end() || is_langtag(subtags);
}

bool is_time_zone(std::string_view text) {
  if (!has_zone_characters(text)) return false;
  return is_zone_of_icu(text) || is_zone_of_system(text);
}

bool is_of_time_zone_form(std::string_view text) {
  if (is_time_zone(text)) return true;
  if (!has_zone_characters(text)) return false;
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos || std::ranges::find(areas, text.substr(0, slash)) == areas.end()) return false;
  std::size_t locations = 0;
  for (std::string_view rest = text.substr(slash + 1);; ++locations) {
    const std::size_t end = std::min(rest.find('/'), rest.size());
    if (end == 0 || !is_letter(rest.front())) return false;
    if (end == rest.size()) break;
    rest.remove_prefix(end + 1);
  }
  return locations < 2;
}

}  // namespace conform
