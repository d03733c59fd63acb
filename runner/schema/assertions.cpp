#include "schema/assertions.hpp"

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <numeric>
#include <string>

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "base/utf8.hpp"
#include "json/compare.hpp"
#include "json/parse.hpp"
#include "json/text.hpp"
#include "schema/cannot_judge.hpp"
#include "schema/formats.hpp"

namespace conform {
namespace {

using nlohmann::json;

unsigned types_of(const json& value) {
  switch (value.type()) {
    case json::value_t::null:
      return type_null;
    case json::value_t::boolean:
      return type_boolean;
    case json::value_t::number_integer:
    case json::value_t::number_unsigned:
      return type_integer | type_number;
    case json::value_t::number_float:
      return is_integral(value) ? type_integer | type_number : unsigned{type_number};
    case json::value_t::string:
      return type_string;
    case json::value_t::array:
      return type_array;
    case json::value_t::object:
      return type_object;
    case json::value_t::binary:
    case json::value_t::discarded:
      return 0;  // not from JSON text
  }
  return 0;
}

/// digits * 10^exponent, without its sign; digits end in no zero unless they are 0.
struct Decimal {
  std::uint64_t digits = 0;
  int exponent = 0;
};

/// The shortest decimal that reads back as this number: at most 20 digits, and what was written unless it had more.
Decimal decimal_of(const json& number) {
  Decimal decimal;
  const std::string text = number.dump();
  bool fraction = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == 'e') {
      decimal.exponent += std::stoi(text.substr(i + 1));
      break;
    }
    fraction = fraction || text[i] == '.';
    if (!is_digit(text[i])) continue;
    decimal.digits = decimal.digits * 10 + static_cast<std::uint64_t>(text[i] - '0');
    decimal.exponent -= fraction ? 1 : 0;
  }
  for (; decimal.digits != 0 && decimal.digits % 10 == 0; ++decimal.exponent) decimal.digits /= 10;
  return decimal;
}

/// True when `value` is a whole number of times `divisor`, as decimals: 19.99 is a multiple of 0.01.
bool is_multiple(const json& value, const json& divisor) {
  __extension__ using Wide = unsigned __int128;
  const Decimal dividend = decimal_of(value);
  const Decimal by = decimal_of(divisor);
  if (dividend.digits == 0) return true;
  // Without trailing zeros, the dividend would need to be divisible by a power of ten that it is not divisible by.
  if (dividend.exponent < by.exponent) return false;
  Wide rest = dividend.digits % by.digits;
  for (int i = by.exponent; i < dividend.exponent && rest != 0; ++i) rest = rest * 10 % by.digits;
  return rest == 0;
}

bool has(const json& object, const std::string& name) { return object.find(name) != object.end(); }

bool has_all(const json& object, const std::vector<std::string>& names) {
  return std::all_of(names.begin(), names.end(), [&](const std::string& name) { return has(object, name); });
}

/// Collects the keywords that are broken.
class Judge {
 public:
  Judge(const Node& node, const json& value, bool first_only) : node_{node}, value_{value}, first_only_{first_only} {}

  std::vector<std::string_view> judge() {
    if (broken("false", node_.never)) return broken_;
    if (broken("type", node_.types != 0 && (node_.types & types_of(value_)) == 0)) return broken_;
    if (broken("enum", node_.enumeration != nullptr && !is_listed())) return broken_;
    if (broken("const", node_.constant != nullptr && !equal_json(*node_.constant, value_))) return broken_;
    if (value_.is_number()) judge_number();
    if (value_.is_string()) judge_string(value_.get_ref<const std::string&>());
    if (value_.is_array()) judge_array();
    if (value_.is_object()) judge_object();
    return std::move(broken_);
  }

 private:
  bool broken(std::string_view keyword, bool is_broken) {
    if (is_broken) broken_.push_back(keyword);
    return is_broken;
  }

  [[nodiscard]] bool done() const { return first_only_ && !broken_.empty(); }

  [[nodiscard]] bool is_listed() const {
    return std::any_of(node_.enumeration->begin(), node_.enumeration->end(),
                       [&](const json& listed) { return equal_json(listed, value_); });
  }

  void judge_number() {
    broken("multipleOf", node_.multiple_of != nullptr && !is_multiple(value_, *node_.multiple_of));
    broken("minimum", node_.minimum != nullptr && compare_numbers(value_, *node_.minimum) < 0);
    broken("maximum", node_.maximum != nullptr && compare_numbers(value_, *node_.maximum) > 0);
    broken("exclusiveMinimum",
           node_.exclusive_minimum != nullptr && compare_numbers(value_, *node_.exclusive_minimum) <= 0);
    broken("exclusiveMaximum",
           node_.exclusive_maximum != nullptr && compare_numbers(value_, *node_.exclusive_maximum) >= 0);
  }

  void judge_string(const std::string& text) {
    if (node_.min_length || node_.max_length)
      judge_size("minLength", "maxLength", node_.min_length, node_.max_length, utf8_count(text));
    if (done()) return;
    broken("pattern", node_.pattern && !node_.pattern->found_in(text));
    if (done()) return;
    broken("format", node_.format != nullptr && !matches(*node_.format, text));
    if (node_.base64 || node_.json_text) judge_content(text);
  }

  static bool matches(const Format& format, const std::string& text) {
    if (format.matches == nullptr) throw CannotJudge{"format \"" + std::string{format.name} + "\" is not supported"};
    return format.matches(text);
  }

  void judge_content(const std::string& text) {
    const auto decoded = node_.base64 ? from_base64(text) : std::optional{text};
    if (broken("contentEncoding", !decoded)) return;
    broken("contentMediaType", node_.json_text && !parse_json(*decoded));
  }

  void judge_array() {
    judge_size("minItems", "maxItems", node_.min_items, node_.max_items, value_.size());
    if (done()) return;
    broken("uniqueItems", node_.unique_items && equal_elements(value_));
  }

  void judge_object() {
    judge_size("minProperties", "maxProperties", node_.min_properties, node_.max_properties, value_.size());
    broken("required", !has_all(value_, node_.required));
    broken("dependencies",
           std::any_of(node_.dependent_names.begin(), node_.dependent_names.end(), [&](const auto& dependency) {
             return has(value_, dependency.first) && !has_all(value_, dependency.second);
           }));
  }

  void judge_size(std::string_view least_keyword, std::string_view most_keyword, std::optional<std::uint64_t> least,
                  std::optional<std::uint64_t> most, std::size_t size) {
    broken(least_keyword, least && size < *least);
    broken(most_keyword, most && size > *most);
  }

  const Node& node_;
  const json& value_;
  bool first_only_;
  std::vector<std::string_view> broken_;
};

}  // namespace

std::vector<std::string_view> broken_assertions(const Node& node, const json& value, bool first_only) {
  return Judge{node, value, first_only}.judge();
}

std::optional<std::pair<std::size_t, std::size_t>> equal_elements(const json& array) {
  std::vector<std::size_t> indexes(array.size());
  std::iota(indexes.begin(), indexes.end(), std::size_t{0});
  std::sort(indexes.begin(), indexes.end(), [&](std::size_t a, std::size_t b) {
    const int order = compare_json(array[a], array[b]);
    return order != 0 ? order < 0 : a < b;
  });
  const auto first = std::adjacent_find(indexes.begin(), indexes.end(),
                                        [&](std::size_t a, std::size_t b) { return equal_json(array[a], array[b]); });
  if (first == indexes.end()) return std::nullopt;
  return std::pair{*first, *std::next(first)};
}

}  // namespace conform
