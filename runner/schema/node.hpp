#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "schema/formats.hpp"
#include "schema/pattern.hpp"

namespace conform {

/// Types of draft 7 as bits of a set.
enum TypeBit : unsigned {
  type_null = 1,
  type_boolean = 2,
  type_integer = 4,
  type_number = 8,
  type_string = 16,
  type_array = 32,
  type_object = 64
};

/// The keywords that combine schemas for one value: allOf, anyOf, oneOf, not, and if with then and else.
enum class Combination : unsigned { all_of, any_of, one_of, negation, condition };
inline constexpr std::array all_combinations{Combination::all_of, Combination::any_of, Combination::one_of,
                                             Combination::negation, Combination::condition};

/// One schema of draft 7, checked and with its references resolved: a child is the schema that a `$ref` leads to. JSON
/// values point into the loaded files. An absent keyword is null or empty.
struct Node {
  using Json = nlohmann::json;

  std::size_t id = 0;     ///< index among all nodes of the set
  std::string name;       ///< "file#/pointer"
  bool never = false;     ///< the schema `false`
  bool branches = false;  ///< may apply several schemas to one value, or to one part of it

  // Assertions: about a value alone.
  unsigned types = 0;  ///< set of TypeBit; 0: any
  const Json* enumeration = nullptr;
  const Json* constant = nullptr;
  const Json* multiple_of = nullptr;
  const Json* minimum = nullptr;
  const Json* maximum = nullptr;
  const Json* exclusive_minimum = nullptr;
  const Json* exclusive_maximum = nullptr;
  std::optional<std::uint64_t> min_length, max_length, min_items, max_items, min_properties, max_properties;
  std::optional<Pattern> pattern;
  const Format* format = nullptr;  ///< one that is known
  bool base64 = false;             ///< "contentEncoding"
  bool json_text = false;          ///< "contentMediaType"
  bool unique_items = false;
  std::vector<std::string> required;
  std::vector<std::pair<std::string, std::vector<std::string>>> dependent_names;

  // Applicators to the same value.
  unsigned combinations = 0;  ///< set of bits, one for each Combination that the node has
  std::vector<const Node*> all_of, any_of, one_of;
  const Node* negated = nullptr;
  const Node* condition = nullptr;
  const Node* consequence = nullptr;
  const Node* alternative = nullptr;
  std::vector<std::pair<std::string, const Node*>> dependent_schemas;

  // Applicators to parts of it.
  std::map<std::string, const Node*, std::less<>> properties;
  std::vector<std::pair<Pattern, const Node*>> pattern_properties;
  const Node* additional_properties = nullptr;
  const Node* property_names = nullptr;
  const Node* items = nullptr;
  std::vector<const Node*> item_list;
  const Node* additional_items = nullptr;
  const Node* contains = nullptr;

  [[nodiscard]] bool has(Combination one) const { return (combinations >> static_cast<unsigned>(one) & 1U) != 0; }
  [[nodiscard]] bool has_members() const {
    return !properties.empty() || !pattern_properties.empty() || additional_properties != nullptr;
  }
  [[nodiscard]] bool has_items() const { return items != nullptr || !item_list.empty() || additional_items != nullptr; }
};

}  // namespace conform
