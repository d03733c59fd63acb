#include "check/forms.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/ascii.hpp"
#include "base/utf8.hpp"
#include "check/record.hpp"
#include "schema/formats.hpp"

namespace conform {
namespace {

using nlohmann::json;

using Transform = std::string (*)(std::string);

void lower_case_part(std::string& text, std::size_t begin, std::size_t end) {
  for (std::size_t i = begin; i < std::min(end, text.size()); ++i) text[i] = lower(text[i]);
}

// RFC 5321 section 2.4: the domain has no letter case (RFC 1035), the local part is the receiving host's business.
std::string lower_case_domain(std::string address) {
  if (const std::size_t at = address.rfind('@'); at != std::string::npos) lower_case_part(address, at, address.size());
  return address;
}

std::string lower_case_local_part(std::string address) {
  if (const std::size_t at = address.rfind('@'); at != std::string::npos) lower_case_part(address, 0, at);
  return address;
}

// E.164 has digits alone; RFC 3966 section 5.1.1 calls what else people write visual separators.
std::string without_separators(std::string number) {
  constexpr std::string_view separators = " ().-/";
  if (!number.starts_with('+')) return number;
  const std::size_t end = std::min(number.find(';'), number.size());
  std::string digits = number.substr(0, end);
  std::erase_if(digits, [&](char c) { return separators.find(c) != std::string_view::npos; });
  const bool plain = digits.size() > 1 && std::all_of(digits.begin() + 1, digits.end(), is_digit);
  return plain ? digits + number.substr(end) : number;
}

// RFC 5646 section 2.1.1.
std::string canonical_tag(std::string tag) {
  if (!is_language_tag(tag)) return tag;
  std::string result;
  bool behind_singleton = false;
  for (std::size_t begin = 0; begin <= tag.size();) {
    const std::size_t end = std::min(tag.find('-', begin), tag.size());
    std::string subtag = lower(tag.substr(begin, end - begin));
    if (begin > 0 && !behind_singleton && subtag.size() == 2) subtag = upper(subtag);
    if (begin > 0 && !behind_singleton && subtag.size() == 4) subtag.front() = upper(subtag.front());
    behind_singleton = behind_singleton || subtag.size() == 1;
    result += (begin > 0 ? "-" : "") + subtag;
    begin = end + 1;
  }
  return result;
}

// RFC 3986 section 6.2.2.1.
std::string lower_case_scheme_and_host(std::string url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string::npos) return url;
  lower_case_part(url, 0, scheme);
  const std::size_t authority = scheme + 3;
  const std::size_t end = std::min(url.find_first_of("/?#", authority), url.size());
  const std::size_t user = url.rfind('@', end);
  lower_case_part(url, user == std::string::npos || user < authority ? authority : user + 1, end);
  return url;
}

// What trimming functions take: Unicode's White_Space, U+FEFF (ECMA-262), and U+001C to U+001F (Python, Java).
bool is_white_space(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x20) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000 ||
         c == 0xFEFF;
}

std::string without_white_space_around(std::string text) {
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t length = std::max<std::size_t>(utf8_length(rest), 1);
    if (!is_white_space(utf8_decode(rest))) break;
    rest.remove_prefix(length);
  }
  std::size_t end = 0;  // behind the last character that is not white space
  for (std::size_t at = 0; at < rest.size();) {
    const std::size_t length = std::max<std::size_t>(utf8_length(rest.substr(at)), 1);
    if (!is_white_space(utf8_decode(rest.substr(at)))) end = at + length;
    at += length;
  }
  return std::string{rest.substr(0, end)};
}

// Trimming may take one end alone, and less than all of what is white space.
bool trimmed_to(const std::string& sent, const std::string& after) {
  return after.size() < sent.size() && sent.find(after) != std::string::npos &&
         without_white_space_around(sent) == without_white_space_around(after);
}

struct Standard {
  std::string_view attribute;
  std::string_view observation;
  Transform normalise;
};
constexpr std::array standards{Standard{"email", "email-domain-case", lower_case_domain},
                               Standard{"email", "email-local-part-case", lower_case_local_part},
                               Standard{"phoneNumber", "phone-number-form", without_separators},
                               Standard{"locale", "locale-case", canonical_tag},
                               Standard{"pictureUrl", "url-case", lower_case_scheme_and_host}};

// What counts as the value that a chain of changes made: an empty text is a cleared value.
bool came_as(std::string_view attribute, const std::string& text, const json& after) {
  return same_value(attribute, json(text), after);
}

std::optional<std::vector<FormInterpretation>> forms_of_text(std::string_view attribute, const std::string& sent,
                                                             const json& after) {
  std::vector<Standard> concerned;
  for (const Standard& standard : standards) {
    if (standard.attribute == attribute && standard.normalise(sent) != sent) concerned.push_back(standard);
  }
  const std::string bare = without_white_space_around(sent);
  const bool padded = bare != sent;
  const auto alternatives = [&](unsigned taken, bool trimmed) {
    std::vector<FormInterpretation> result;
    for (std::size_t i = 0; i < concerned.size(); ++i)
      result.push_back({std::string{concerned[i].observation}, ((taken >> i) & 1U) != 0 ? "normalised" : "kept"});
    if (padded) result.push_back({std::string{white_space_observation}, trimmed ? "trimmed" : "kept"});
    return result;
  };
  if (after == sent) return alternatives(0, false);
  if (padded && after.is_string() && trimmed_to(sent, after.get_ref<const std::string&>()))
    return alternatives(0, true);
  for (unsigned taken = 0; taken < (1U << concerned.size()); ++taken) {
    for (const bool trimmed : {false, true}) {
      if (trimmed && !padded) continue;
      std::string text = trimmed ? bare : sent;
      for (std::size_t i = 0; i < concerned.size(); ++i) {
        if (((taken >> i) & 1U) != 0) text = concerned[i].normalise(std::move(text));
      }
      if (text != sent && came_as(attribute, text, after)) return alternatives(taken, trimmed);
    }
  }
  return std::nullopt;
}

// The two attributes that the page calls "string or number".
bool may_be_number(std::string_view attribute) { return attribute == "houseNo" || attribute == "postalCode"; }

/// A point in time, and how finely it is given.
struct Instant {
  std::int64_t seconds = 0;
  std::int64_t nanoseconds = 0;
  std::size_t digits = 0;  ///< of the fraction
};

std::optional<Instant> instant_of(const json& value) {
  if (!value.is_string() || !is_date_time(value.get_ref<const std::string&>())) return std::nullopt;
  const std::string_view text = value.get_ref<const std::string&>();
  const auto number = [&](std::size_t at, std::size_t count) {
    int result = 0;
    for (const char c : text.substr(at, count)) result = result * 10 + (c - '0');
    return result;
  };
  const std::chrono::sys_days day{std::chrono::year{number(0, 4)} / number(5, 2) / number(8, 2)};
  Instant instant;
  instant.seconds = std::chrono::sys_seconds{day}.time_since_epoch().count() + number(11, 2) * 3600 +
                    number(14, 2) * 60 + number(17, 2);
  std::size_t at = 19;
  if (text[at] == '.') {
    constexpr std::size_t nano = 9;
    for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
      if (instant.digits < nano) {
        instant.nanoseconds = instant.nanoseconds * 10 + (text[at] - '0');
        ++instant.digits;
      }
    }
    for (std::size_t i = instant.digits; i < nano; ++i) instant.nanoseconds *= 10;
  }
  if (text[at] == '+' || text[at] == '-') {
    const int offset = number(at + 1, 2) * 3600 + number(at + 4, 2) * 60;
    instant.seconds -= text[at] == '+' ? offset : -offset;
  }
  return instant;
}

bool is_text_of_number(const std::string& text) {
  const json number = json::parse(text, nullptr, false);
  return number.is_number() && number.dump() == text;
}

}  // namespace

std::optional<std::vector<FormInterpretation>> forms_between(std::string_view attribute, const json& sent,
                                                             const json& after) {
  constexpr const char* number_type = "address-number-type";
  if (may_be_number(attribute) && sent.is_number() && after.is_number() && same_value(attribute, sent, after))
    return std::vector<FormInterpretation>{{number_type, "kept"}};
  if (may_be_number(attribute) && same_but_for_type(sent, after))
    return std::vector<FormInterpretation>{{number_type, "normalised"}};
  if (!sent.is_string()) return std::nullopt;
  auto forms = forms_of_text(attribute, sent.get_ref<const std::string&>(), after);
  // The text of a number that stays text: a server that makes a number of it elsewhere is of two minds.
  if (may_be_number(attribute) && sent == after && is_text_of_number(sent.get_ref<const std::string&>())) {
    if (!forms) forms.emplace();
    forms->push_back({number_type, "kept"});
  }
  return forms;
}

bool same_in_some_form(std::string_view attribute, const json& sent, const json& after) {
  if (same_value(attribute, sent, after) || forms_between(attribute, sent, after)) return true;
  if (!sent.is_object() || !after.is_object()) return false;
  const auto in_after = [&](const auto& member) {
    return same_in_some_form(member.key(), member.value(), member_or_null(after, member.key()));
  };
  const auto not_added = [&](const auto& member) { return sent.contains(member.key()) || is_cleared(member.value()); };
  return std::ranges::all_of(sent.items(), in_after) && std::ranges::all_of(after.items(), not_added);
}

bool same_but_for_white_space(const json& sent, const json& after) {
  if (sent.is_string() && after.is_string()) {
    return sent == after || trimmed_to(sent.get_ref<const std::string&>(), after.get_ref<const std::string&>());
  }
  if (sent.type() != after.type() || !sent.is_structured()) return sent == after;
  if (sent.size() != after.size()) return false;
  if (sent.is_array()) return std::equal(sent.begin(), sent.end(), after.begin(), same_but_for_white_space);
  return std::ranges::all_of(sent.items(), [&](const auto& member) {
    const auto found = after.find(member.key());
    return found != after.end() && same_but_for_white_space(member.value(), *found);
  });
}

bool same_instant(const json& a, const json& b) {
  const auto left = instant_of(a);
  const auto right = instant_of(b);
  if (!left || !right) return false;
  constexpr std::int64_t second = 1'000'000'000;
  if (left->seconds - right->seconds > 1 || right->seconds - left->seconds > 1) return false;
  const std::int64_t apart = (left->seconds - right->seconds) * second + left->nanoseconds - right->nanoseconds;
  if (apart == 0 || left->digits == right->digits) return apart == 0;
  std::int64_t unit = second;  // of the less precise one, which may have been cut or rounded
  for (std::size_t i = 0; i < std::min(left->digits, right->digits); ++i) unit /= 10;
  return apart > -unit && apart < unit;
}

}  // namespace conform
