#include "json/exact.hpp"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

namespace conform {
namespace {

using nlohmann::json;

json token_of(std::string_view text) { return json::binary({text.begin(), text.end()}); }

std::string text_of_token(const json& token) {
  const auto& bytes = token.get_binary();
  return {bytes.begin(), bytes.end()};
}

/// Digits without zeros at either end, and the power of ten that the last of them counts: "1850" and -2 are 185 and -1.
std::string one_spelling(std::string_view number) {
  const bool negative = number.starts_with('-');
  if (negative) number.remove_prefix(1);
  const std::size_t e = number.find_first_of("eE");
  std::string_view exponent_text = e == std::string_view::npos ? std::string_view{} : number.substr(e + 1);
  if (exponent_text.starts_with('+')) exponent_text.remove_prefix(1);
  long long exponent = 0;
  const auto [end, failed] =
      std::from_chars(exponent_text.data(), exponent_text.data() + exponent_text.size(), exponent);
  // Of an exponent that no count of digits comes near, its own spelling is enough.
  constexpr long long far = 1'000'000'000'000'000;
  const bool read = failed == std::errc{} && end == exponent_text.data() + exponent_text.size();
  if (!exponent_text.empty() && (!read || exponent > far || exponent < -far))
    return std::string{negative ? "-" : ""} + std::string{number};
  const std::string_view mantissa = number.substr(0, e);
  const std::size_t point = mantissa.find('.');
  std::string digits{mantissa.substr(0, point)};
  if (point != std::string_view::npos) {
    const std::string_view fraction = mantissa.substr(point + 1);
    digits += fraction;
    exponent -= static_cast<long long>(fraction.size());
  }
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  if (digits.empty()) return "0";  // -0 is 0
  const std::size_t last = digits.find_last_not_of('0');
  exponent += static_cast<long long>(digits.size() - last - 1);
  digits.resize(last + 1);
  return (negative ? "-" : "") + digits + (exponent == 0 ? "" : "e" + std::to_string(exponent));
}

void append_exact(std::string& text, const json& value);

template <class Items, class Append>
void append_list(std::string& text, const Items& items, std::string_view brackets, const Append& append) {
  text += brackets.front();
  bool first = true;
  for (const auto& item : items) {
    if (!first) text += ',';
    first = false;
    append(item);
  }
  text += brackets.back();
}

void append_exact(std::string& text, const json& value) {
  if (value.is_binary()) {
    text += text_of_token(value);
  } else if (value.is_object()) {
    append_list(text, value.get_ref<const json::object_t&>(), "{}", [&](const auto& member) {
      text += json(member.first).dump(-1, ' ', false, json::error_handler_t::replace) + ':';
      append_exact(text, member.second);
    });
  } else if (value.is_array()) {
    append_list(text, value.get_ref<const json::array_t&>(), "[]",
                [&](const json& element) { append_exact(text, element); });
  } else {
    text += value.dump(-1, ' ', false, json::error_handler_t::replace);
  }
}

}  // namespace

tl::expected<json, JsonError> parse_exact(std::string_view text, JsonLimits limits) {
  limits.exact = true;
  return parse_json(text, limits);
}

std::string exact_text(const json& value) {
  std::string text;
  append_exact(text, value);
  return text;
}

json by_value(const json& value) {
  if (value.is_number()) return token_of(one_spelling(value.dump()));
  if (value.is_binary()) {
    const std::string text = text_of_token(value);
    return text.starts_with('"') ? value : token_of(one_spelling(text));
  }
  json result = value;
  if (result.is_structured()) {
    for (json& part : result) part = by_value(part);
  }
  return result;
}

}  // namespace conform
