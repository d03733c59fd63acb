#include "schema/words.hpp"

#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "base/gate.hpp"
#include "json/text.hpp"
#include "schema/formats.hpp"

namespace conform {
namespace {

using nlohmann::json;

/// Longest list of values that is reported.
constexpr std::size_t max_list_bytes = 300;

std::string describe_types(unsigned types) {
  struct Named {
    TypeBit bit;
    std::string_view name;
  };
  static constexpr std::array named{Named{type_string, "string"}, Named{type_integer, "integer"},
                                    Named{type_number, "number"}, Named{type_boolean, "boolean"},
                                    Named{type_object, "object"}, Named{type_array, "array"},
                                    Named{type_null, "null"}};
  std::string words;
  for (const Named& type : named) {
    if ((types & type.bit) == 0) continue;
    words += words.empty() ? "" : " or ";
    words += type.name;
  }
  return words;
}

std::string describe_values(const json& values) {
  if (values.empty()) return "nothing (an empty enum)";
  std::string words = values.size() == 1 ? "" : "one of ";
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (words.size() > max_list_bytes) return words + ", … (" + std::to_string(values.size()) + " values)";
    words += i == 0 ? "" : ", ";
    words += plain(clipped(values[i], 80));
  }
  return words;
}

std::string counted(std::uint64_t number, std::string_view one, std::string_view many) {
  return std::to_string(number) + " " + std::string{number == 1 ? one : many};
}

std::string describe_members(const std::vector<std::string>& names) {
  std::string words = names.size() == 1 ? "member " : "members ";
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (words.size() > max_list_bytes) return words + ", …";
    words += i == 0 ? "" : ", ";
    words += plain(clipped(json(names[i]), 80));
  }
  return words;
}

}  // namespace

std::string expected_words(const Node& node, std::string_view keyword) {
  const auto value = [](const json* number) { return plain(clipped(*number, 80)); };
  if (keyword == "false") return "nothing";
  if (keyword == "type") return describe_types(node.types);
  if (keyword == "enum") return describe_values(*node.enumeration);
  if (keyword == "const") return plain(clipped(*node.constant));
  if (keyword == "multipleOf") return "a multiple of " + value(node.multiple_of);
  if (keyword == "minimum") return "at least " + value(node.minimum);
  if (keyword == "maximum") return "at most " + value(node.maximum);
  if (keyword == "exclusiveMinimum") return "more than " + value(node.exclusive_minimum);
  if (keyword == "exclusiveMaximum") return "less than " + value(node.exclusive_maximum);
  if (keyword == "minLength") return "at least " + counted(*node.min_length, "character", "characters");
  if (keyword == "maxLength") return "at most " + counted(*node.max_length, "character", "characters");
  if (keyword == "pattern") return "text that matches " + plain(clipped(json(node.pattern->source())));
  if (keyword == "format") return std::string{node.format->words};
  if (keyword == "contentEncoding") return "text in base64 (RFC 4648)";
  if (keyword == "contentMediaType") return "text that holds JSON (RFC 8259)";
  if (keyword == "minItems") return "at least " + counted(*node.min_items, "item", "items");
  if (keyword == "maxItems") return "at most " + counted(*node.max_items, "item", "items");
  if (keyword == "uniqueItems") return "items that all differ";
  if (keyword == "minProperties") return "at least " + counted(*node.min_properties, "member", "members");
  if (keyword == "maxProperties") return "at most " + counted(*node.max_properties, "member", "members");
  if (keyword == "required") return describe_members(node.required);
  return std::string{keyword};
}

std::string describe(const Node& node) {
  if (node.constant != nullptr) return expected_words(node, "const");
  if (node.enumeration != nullptr) return expected_words(node, "enum");
  std::string words = describe_types(node.types);
  const auto add = [&](std::string_view joint, const std::string& more) {
    words += words.empty() ? "" : std::string{joint};
    words += more;
  };
  if (node.format != nullptr) add(" that is ", expected_words(node, "format"));
  if (node.pattern) add(" and ", expected_words(node, "pattern"));
  if (!node.required.empty()) add(" with ", expected_words(node, "required"));
  return words.empty() ? "what " + node.name + " describes" : words;
}

}  // namespace conform
