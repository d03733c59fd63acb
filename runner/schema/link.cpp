#include "schema/link.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "base/suggest.hpp"
#include "json/compare.hpp"
#include "json/pointer.hpp"
#include "schema/keywords.hpp"
#include "schema/recursion.hpp"
#include "schema/reference.hpp"

namespace conform {
namespace {

using nlohmann::json;

unsigned type_bit(std::string_view name) {
  struct Named {
    std::string_view name;
    TypeBit bit;
  };
  static constexpr std::array named{Named{"null", type_null},       Named{"boolean", type_boolean},
                                    Named{"integer", type_integer}, Named{"number", type_number},
                                    Named{"string", type_string},   Named{"array", type_array},
                                    Named{"object", type_object}};
  for (const Named& type : named) {
    if (type.name == name) return type.bit;
  }
  return 0;
}

const json* member(const json& object, std::string_view name) {
  const auto found = object.find(name);
  return found == object.end() ? nullptr : &*found;
}

bool says(const json& object, std::string_view name, std::string_view text) {
  const json* value = member(object, name);
  return value != nullptr && *value == text;
}

std::optional<std::uint64_t> count(const json& object, std::string_view name) {
  const json* value = member(object, name);
  if (value == nullptr) return std::nullopt;
  if (value->is_number_unsigned()) return value->get<std::uint64_t>();
  constexpr double two_to_64 = 18446744073709551616.0;
  const double number = value->get<double>();  // 3.0, or more than 64 bits: no value has that many of anything
  return number >= two_to_64 ? std::numeric_limits<std::uint64_t>::max() : static_cast<std::uint64_t>(number);
}

Diagnostics sorted(Diagnostics diagnostics) {
  std::stable_sort(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::tie(a.file, a.line) < std::tie(b.file, b.line);
  });
  return diagnostics;
}

class Linker {
 public:
  explicit Linker(LoadedFiles loaded) : loaded_{std::move(loaded)}, diagnostics_{std::move(loaded_.diagnostics)} {}

  Result<LinkedSchemas> link() {
    for (const auto& [uri, file] : loaded_.files) {
      if (!file) continue;
      linked_.documents.push_back(file->document);
      for (const auto& [pointer, schema] : file->schemas) {
        if (reference_of(*schema.value) == nullptr) make_node(uri, pointer, *schema.value);
      }
    }
    // All nodes stand now, so that references can lead to them in any order.
    for (const auto& [uri, file] : loaded_.files) {
      if (!file) continue;
      for (const auto& [pointer, schema] : file->schemas) {
        if (reference_of(*schema.value) != nullptr) resolve({.file = uri, .pointer = pointer});
      }
    }
    if (!diagnostics_.empty()) return tl::unexpected{sorted(std::move(diagnostics_))};
    for (const auto& node : linked_.nodes) fill(*node, *sources_[node->id]);
    check_circles();
    if (!diagnostics_.empty()) return tl::unexpected{sorted(std::move(diagnostics_))};
    return std::move(linked_);
  }

 private:
  void make_node(const std::string& file, const std::string& pointer, const json& schema) {
    auto node = std::make_unique<Node>();
    node->id = linked_.nodes.size();
    node->name = schema_name(file, pointer);
    node->never = schema.is_boolean() && !schema.get<bool>();
    sources_.push_back(&schema);
    known_.emplace(&schema, node.get());
    linked_.by_name.emplace(node->name, node.get());
    linked_.nodes.push_back(std::move(node));
  }

  /// Follows references from a place that is one to a schema that is not one.
  void resolve(const SchemaPlace& from) {
    std::vector<SchemaPlace> way{from};
    std::set<std::pair<std::string, std::string>> passed{{from.file, from.pointer}};
    for (;;) {
      const json* schema = schema_at(way.back()).value;
      if (known_.contains(schema)) break;  // no reference, or one that was followed before
      if (lost_.contains(schema)) return lose(way);
      auto next = target_of(way.back());
      if (!next) return lose(way);
      if (!passed.insert({next->file, next->pointer}).second) {
        lose(way);
        way.erase(way.begin(), std::find(way.begin(), way.end(), *next));
        return report_circle(std::move(way));
      }
      way.push_back(std::move(*next));
    }
    const Node* target = known_.at(schema_at(way.back()).value);
    way.pop_back();
    for (const SchemaPlace& place : way) {
      linked_.by_name.emplace(schema_name(place.file, place.pointer), target);
      known_.emplace(schema_at(place).value, target);
    }
  }

  /// Where the reference at a place leads, or nothing after a diagnostic.
  std::optional<SchemaPlace> target_of(const SchemaPlace& from) {
    const KeywordReport::Schema& schema = schema_at(from);
    const std::string& text = *reference_of(*schema.value);
    const auto fail = [&](const std::string& why, std::string hint = {}) {
      diagnostic(from.file, from.pointer + "/$ref", "reference \"" + text + "\"" + why, std::move(hint));
      return std::nullopt;
    };
    const auto reference = resolve_reference(text, schema.base);
    if (!reference && !is_uri_reference(text)) return std::nullopt;  // reported as a violation of draft 7
    if (!reference) return fail(": " + reference.error());
    const bool is_pointer = reference->fragment.empty() || reference->fragment.front() == '/';
    const auto whole = loaded_.identifiers.find(reference->uri);
    if (whole == loaded_.identifiers.end()) {
      if (loaded_.files.contains(reference->uri)) return std::nullopt;  // reported when it could not be loaded
      return fail(": no file for " + reference->uri, "name the folder of its files: --schema-base URI=FOLDER");
    }
    if (!is_pointer) {
      const auto named = loaded_.identifiers.find(schema_name(reference->uri, reference->fragment));
      if (named == loaded_.identifiers.end()) return fail(" leads to nothing");
      return named->second;
    }
    SchemaPlace to = whole->second;
    to.pointer += reference->fragment;
    const SchemaFile& file = *loaded_.files.find(to.file)->second;
    if (file.schemas.contains(to.pointer)) return to;
    if (resolve_pointer(*file.document, to.pointer) != nullptr) {
      return fail(" leads to something that is not a schema", "put it below \"definitions\"");
    }
    std::vector<std::string> known;
    for (const auto& [pointer, other] : file.schemas) known.push_back(pointer);
    return fail(" leads to nothing", did_you_mean(to.pointer, known));
  }

  void lose(const std::vector<SchemaPlace>& way) {
    for (const SchemaPlace& place : way) lost_.insert(schema_at(place).value);
  }

  [[nodiscard]] const KeywordReport::Schema& schema_at(const SchemaPlace& place) const {
    return loaded_.files.find(place.file)->second->schemas.find(place.pointer)->second;
  }

  void report_circle(std::vector<SchemaPlace> circle) {
    const auto before = [](const SchemaPlace& a, const SchemaPlace& b) {
      return std::pair{a.file, a.pointer} < std::pair{b.file, b.pointer};
    };
    std::rotate(circle.begin(), std::min_element(circle.begin(), circle.end(), before), circle.end());
    std::vector<std::string> names;
    for (const SchemaPlace& place : circle) names.push_back(schema_name(place.file, place.pointer));
    diagnostic(circle.front().file, circle.front().pointer + "/$ref", "references in a circle: " + around(names));
  }

  /// "a -> b -> a"
  static std::string around(const std::vector<std::string>& names) {
    constexpr std::size_t most_named = 20;
    std::string text;
    for (std::size_t i = 0; i < std::min(names.size(), most_named); ++i) text += names[i] + " -> ";
    if (names.size() > most_named) text += "… (" + std::to_string(names.size()) + " in all) -> ";
    return text + names.front();
  }

  void check_circles() {
    for (const Circle& circle : endless_circles(linked_.nodes)) {
      std::vector<std::string> names;
      for (const Node* node : circle) names.push_back(node->name);
      diagnostic_at(*circle.front(), "a schema that applies itself to the same value without end: " + around(names));
    }
  }

  void diagnostic_at(const Node& node, std::string message) {
    const std::size_t hash = node.name.find('#');
    diagnostic(node.name.substr(0, hash), hash == std::string::npos ? "" : node.name.substr(hash + 1),
               std::move(message));
  }

  void diagnostic(const std::string& file, const std::string& pointer, std::string message, std::string hint = {}) {
    diagnostics_.push_back(loaded_.files.find(file)->second->diagnostic(pointer, std::move(message), std::move(hint)));
  }

  // From here on every keyword has the right shape and every reference leads to a node.

  /// The schema under a keyword, or null.
  const Node* child(const json& schema, std::string_view keyword) const {
    const json* value = member(schema, keyword);
    return value == nullptr ? nullptr : known_.at(value);
  }

  std::vector<const Node*> children(const json& schema, std::string_view keyword) const {
    std::vector<const Node*> all;
    const json* list = member(schema, keyword);
    if (list == nullptr) return all;
    for (const json& one : *list) all.push_back(known_.at(&one));
    return all;
  }

  void fill(Node& node, const json& schema) const {
    if (!schema.is_object()) return;
    fill_assertions(node, schema);
    node.all_of = children(schema, "allOf");
    node.any_of = children(schema, "anyOf");
    node.one_of = children(schema, "oneOf");
    node.negated = child(schema, "not");
    node.condition = child(schema, "if");
    if (node.condition != nullptr) {
      node.consequence = child(schema, "then");
      node.alternative = child(schema, "else");
    }
    fill_members(node, schema);
    node.contains = child(schema, "contains");
    const json* items = member(schema, "items");
    if (items != nullptr && items->is_array()) {
      node.item_list = children(schema, "items");
      node.additional_items = child(schema, "additionalItems");
    } else {
      node.items = child(schema, "items");  // and additionalItems does not count
    }
    const auto note = [&](Combination one, bool is_there) {
      if (is_there) node.combinations |= 1U << static_cast<unsigned>(one);
    };
    note(Combination::all_of, !node.all_of.empty());
    note(Combination::any_of, !node.any_of.empty());
    note(Combination::one_of, !node.one_of.empty());
    note(Combination::negation, node.negated != nullptr);
    note(Combination::condition, node.condition != nullptr);
    node.branches = node.combinations != 0 || !node.dependent_schemas.empty() || !node.pattern_properties.empty() ||
                    (node.contains != nullptr && node.has_items());
  }

  static void fill_assertions(Node& node, const json& schema) {
    if (const json* type = member(schema, "type"); type != nullptr) {
      for (const json& name : type->is_array() ? *type : json::array({*type})) {
        node.types |= type_bit(name.get_ref<const std::string&>());
      }
    }
    node.enumeration = member(schema, "enum");
    node.constant = member(schema, "const");
    node.multiple_of = member(schema, "multipleOf");
    node.minimum = member(schema, "minimum");
    node.maximum = member(schema, "maximum");
    node.exclusive_minimum = member(schema, "exclusiveMinimum");
    node.exclusive_maximum = member(schema, "exclusiveMaximum");
    node.min_length = count(schema, "minLength");
    node.max_length = count(schema, "maxLength");
    node.min_items = count(schema, "minItems");
    node.max_items = count(schema, "maxItems");
    node.min_properties = count(schema, "minProperties");
    node.max_properties = count(schema, "maxProperties");
    if (const json* pattern = member(schema, "pattern"); pattern != nullptr) {
      node.pattern = Pattern::compile(pattern->get_ref<const std::string&>()).value();
    }
    if (const json* format = member(schema, "format"); format != nullptr)
      node.format = find_string_format(format->get_ref<const std::string&>());
    node.base64 = says(schema, "contentEncoding", "base64");
    node.json_text = says(schema, "contentMediaType", "application/json");
    if (const json* unique = member(schema, "uniqueItems"); unique != nullptr) node.unique_items = unique->get<bool>();
    if (const json* names = member(schema, "required"); names != nullptr) {
      node.required = names->get<std::vector<std::string>>();
    }
  }

  void fill_members(Node& node, const json& schema) const {
    if (const json* properties = member(schema, "properties"); properties != nullptr) {
      for (const auto& [name, value] : properties->items()) {
        node.properties.emplace(name, known_.at(&value));
      }
    }
    if (const json* patterns = member(schema, "patternProperties"); patterns != nullptr) {
      for (const auto& [pattern, value] : patterns->items()) {
        node.pattern_properties.emplace_back(Pattern::compile(pattern).value(), known_.at(&value));
      }
    }
    node.additional_properties = child(schema, "additionalProperties");
    node.property_names = child(schema, "propertyNames");
    if (const json* dependencies = member(schema, "dependencies"); dependencies != nullptr) {
      for (const auto& [name, value] : dependencies->items()) {
        if (value.is_array()) {
          node.dependent_names.emplace_back(name, value.get<std::vector<std::string>>());
        } else {
          node.dependent_schemas.emplace_back(name, known_.at(&value));
        }
      }
    }
  }

  LoadedFiles loaded_;
  LinkedSchemas linked_;
  std::vector<const json*> sources_;  ///< of the nodes, by id
  /// What each schema of the documents means: a node of its own, or for a reference that where it leads in the end.
  std::unordered_map<const json*, const Node*> known_;
  /// References that lead nowhere or around in a circle, which has been reported.
  std::unordered_set<const json*> lost_;
  Diagnostics diagnostics_;
};

}  // namespace

Result<LinkedSchemas> link_schemas(LoadedFiles loaded) { return Linker{std::move(loaded)}.link(); }

}  // namespace conform
