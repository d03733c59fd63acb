#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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

/// One schema of draft 7, checked and with its references resolved: a child is the schema that a `$ref` leads to. JSON
/// values point into the loaded files. An absent keyword is null or empty.
struct Node {
  using Json = nlohmann::json;

  std::size_t id = 0;     ///< index among all nodes of the set
  std::string name;       ///< "file#/pointer"
  bool never = false;     ///< the schema `false`
  bool memorise = false;  ///< recursive and met on several ways: evaluate once for each value

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
  std::string format;
  bool unique_items = false;
  std::vector<std::string> required;
  std::vector<std::pair<std::string, std::vector<std::string>>> dependent_names;

  // Applicators to the same value.
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
};

}  // namespace conform
