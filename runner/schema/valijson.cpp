#include "schema/valijson.hpp"

#include <algorithm>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "schema/assertions.hpp"
#include "schema/valijson_adapter.hpp"

// valijson combines schemas (allOf to not, if, contains, propertyNames); all that it gets wrong at the edges (numbers,
// strings, equality, formats, patterns, references) it asks us, through constraints under names of our own:
//   x-node        another node: instead of $ref, so that valijson's cache of pointers and its recursion over references
//                 while parsing are never used
//   x-assertions  everything about a value alone
//   x-parts       properties, patternProperties, additionalProperties, dependencies, items, additionalItems: valijson
//                 1.0 runs patterns by std::regex, ends names at a NUL, and copies its path for each part and a set of
//                 names for each object, three quarters of what a validation took
// A node in which nothing is combined is not given to it at all.
namespace conform {
namespace {

using nlohmann::json;
using valijson::constraints::Constraint;
using valijson::constraints::PolyConstraint;
using valijson::constraints::PropertiesConstraint;
using valijson_adapter::Adapter;
using valijson_adapter::Call;

/// Nodes and their compiled schemas, by id; null for those that valijson is not needed for. Filled before the first
/// validation, then only read.
struct Table {
  std::vector<const Node*> nodes;
  std::vector<const valijson::Subschema*> schemas;
};

bool assertions_hold(const Table& table, const Node& node, const Adapter& target);
bool parts_fit(const Table& table, const Node& node, const Adapter& target);

/// True when several schemas apply to a value, or one to names, or to any part of it.
bool combines(const Node& node) {
  return !node.all_of.empty() || !node.any_of.empty() || !node.one_of.empty() || node.negated != nullptr ||
         node.condition != nullptr || node.property_names != nullptr || node.contains != nullptr;
}

bool has_members(const Node& node) {
  return !node.properties.empty() || !node.pattern_properties.empty() || node.additional_properties != nullptr ||
         !node.dependent_schemas.empty();
}

bool has_items(const Node& node) {
  return node.items != nullptr || !node.item_list.empty() || node.additional_items != nullptr;
}

bool accepts(const Table& table, const Node& node, const Adapter& target) {
  const auto run = [&] {
    if (table.schemas[node.id] == nullptr) {
      return assertions_hold(table, node, target) && parts_fit(table, node, target);
    }
    // Without results, valijson stops at the first violation.
    return target.call().validator.validate(*table.schemas[node.id], target, nullptr);
  };
  if (!node.memorise) return run();
  const auto key = std::pair{node.id, &target.value()};
  const auto& verdicts = target.call().verdicts;
  if (const auto known = verdicts.find(key); known != verdicts.end()) return known->second;
  const bool verdict = run();
  target.call().verdicts.emplace(key, verdict);
  return verdict;
}

/// A constraint of ours: `decide` says what it means for a node and a value.
template <bool (*decide)(const Table&, const Node&, const Adapter&)>
class OwnConstraint : public PolyConstraint {
 public:
  OwnConstraint(const Table& table, const Node& node) : table_{&table}, node_{&node} {}

  bool validate(const valijson::adapters::Adapter& target, const std::vector<std::string>&,
                valijson::ValidationResults*) const override {
    if (const auto* value = dynamic_cast<const Adapter*>(&target)) return decide(*table_, *node_, *value);
    // The names of members come in an adapter for strings.
    const json name = target.asString();
    Call call;
    return decide(*table_, *node_, Adapter{name, call});
  }

 private:
  Constraint* cloneInto(void* memory) const override { return new (memory) OwnConstraint(*this); }
  std::size_t sizeOf() const override { return sizeof(OwnConstraint); }

  const Table* table_;
  const Node* node_;
};

template <class Own>
class Builder : public valijson::ConstraintBuilder {
 public:
  explicit Builder(const Table& table) : table_{&table} {}
  Constraint* make(const valijson::adapters::Adapter& id) const override {
    return new Own(*table_, *table_->nodes.at(static_cast<std::size_t>(id.asInteger())));
  }

 private:
  const Table* table_;
};

bool assertions_hold(const Table&, const Node& node, const Adapter& target) {
  return broken_assertions(node, target.value(), true).empty();
}

bool member_fits(const Table& table, const Node& node, const Node* property, const std::string& name,
                 const Adapter& member) {
  if (property != nullptr && !accepts(table, *property, member)) return false;
  bool matched = property != nullptr;
  for (const auto& [pattern, schema] : node.pattern_properties) {
    if (!pattern.found_in(name)) continue;
    matched = true;
    if (!accepts(table, *schema, member)) return false;
  }
  return matched || node.additional_properties == nullptr || accepts(table, *node.additional_properties, member);
}

bool members_fit(const Table& table, const Node& node, const Adapter& target) {
  if (!target.value().is_object() || !has_members(node)) return true;
  const auto& object = target.value().get_ref<const json::object_t&>();
  for (const auto& [name, schema] : node.dependent_schemas) {
    if (object.contains(name) && !accepts(table, *schema, target)) return false;
  }
  // Members and properties are both in the order of their names.
  auto property = node.properties.begin();
  return std::all_of(object.begin(), object.end(), [&](const auto& member) {
    while (property != node.properties.end() && property->first < member.first) ++property;
    const bool known = property != node.properties.end() && property->first == member.first;
    return member_fits(table, node, known ? property->second : nullptr, member.first,
                       Adapter{member.second, target.call()});
  });
}

bool items_fit(const Table& table, const Node& node, const Adapter& target) {
  if (!target.value().is_array() || !has_items(node)) return true;
  const auto& array = target.value().get_ref<const json::array_t&>();
  return std::all_of(array.begin(), array.end(), [&, i = std::size_t{0}](const json& item) mutable {
    const Node* rest = node.items != nullptr ? node.items : node.additional_items;
    const Node* schema = i < node.item_list.size() ? node.item_list[i] : rest;
    ++i;
    return schema == nullptr || accepts(table, *schema, Adapter{item, target.call()});
  });
}

bool parts_fit(const Table& table, const Node& node, const Adapter& target) {
  return members_fit(table, node, target) && items_fit(table, node, target);
}

json reference_to(const Node* node) { return {{"x-node", node->id}}; }

json references_to(const std::vector<const Node*>& nodes) {
  json list = json::array();
  for (const Node* node : nodes) list.push_back(reference_to(node));
  return list;
}

/// The node in the words that valijson is asked in.
json for_valijson(const Node& node) {
  json schema = {{"x-assertions", node.id}};
  const auto add_list = [&](const char* keyword, const std::vector<const Node*>& nodes) {
    if (!nodes.empty()) schema[keyword] = references_to(nodes);
  };
  const auto add_one = [&](const char* keyword, const Node* child) {
    if (child != nullptr) schema[keyword] = reference_to(child);
  };
  add_list("allOf", node.all_of);
  add_list("anyOf", node.any_of);
  add_list("oneOf", node.one_of);
  add_one("not", node.negated);
  add_one("if", node.condition);
  add_one("then", node.consequence);
  add_one("else", node.alternative);
  if (has_members(node) || has_items(node)) schema["x-parts"] = node.id;
  add_one("propertyNames", node.property_names);
  add_one("contains", node.contains);
  return schema;
}

}  // namespace

struct ValijsonSchemas::Program {
  Table table;
  valijson::Schema schema;
};

ValijsonSchemas::ValijsonSchemas(const std::vector<std::unique_ptr<Node>>& nodes)
    : program_{std::make_unique<Program>()} {
  Table& table = program_->table;
  json all = {{"properties", json::object()}};
  for (const auto& node : nodes) {
    table.nodes.push_back(node.get());
    if (!combines(*node)) continue;
    all["properties"][std::to_string(node->id)] = for_valijson(*node);
  }
  table.schemas.resize(nodes.size(), nullptr);

  valijson::SchemaParser parser{valijson::SchemaParser::kDraft7};
  parser.addConstraintBuilder("x-assertions", new Builder<OwnConstraint<assertions_hold>>{table});
  parser.addConstraintBuilder("x-node", new Builder<OwnConstraint<conform::accepts>>{table});
  parser.addConstraintBuilder("x-parts", new Builder<OwnConstraint<parts_fit>>{table});
  parser.populateSchema(valijson::adapters::NlohmannJsonAdapter{all}, program_->schema);

  // One schema was parsed, in whose properties are all others: find them.
  const auto keep = [&](const auto& id, const valijson::Subschema* schema) {
    table.schemas[std::stoul(std::string{id.begin(), id.end()})] = schema;
    return true;
  };
  valijson::Subschema::ApplyFunction visit = [&](const Constraint& constraint) {
    if (const auto* properties = dynamic_cast<const PropertiesConstraint*>(&constraint)) {
      properties->applyToProperties(keep);
    }
    return true;
  };
  program_->schema.apply(visit);
}

ValijsonSchemas::~ValijsonSchemas() = default;
ValijsonSchemas::ValijsonSchemas(ValijsonSchemas&&) noexcept = default;
ValijsonSchemas& ValijsonSchemas::operator=(ValijsonSchemas&&) noexcept = default;

bool ValijsonSchemas::accepts(const Node& schema, const json& document) const {
  Call call;
  return conform::accepts(program_->table, schema, Adapter{document, call});
}

}  // namespace conform
