#include "schema/combinations.hpp"

#include <array>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/constraints/concrete_constraints.hpp>
#include <valijson/schema.hpp>
#include <valijson/validator.hpp>

// The one file that includes valijson. Each combination is a schema of valijson's own constraints; where these come to
// one of the combined schemas, a constraint of ours asks the evaluator. So valijson never sees the values, at whose
// edges (numbers, strings, equality, patterns, formats, references) version 1.0 is wrong, slow or unsafe.
namespace conform {
namespace {

using nlohmann::json;
using valijson::Schema;
using valijson::Subschema;
using valijson::adapters::NlohmannJsonAdapter;
using valijson::constraints::Constraint;
namespace constraints = valijson::constraints;

/// The value that is judged, with the way to judge it.
class Subject : public NlohmannJsonAdapter {
 public:
  Subject(const json& value, const Fulfils& fulfils) : NlohmannJsonAdapter{value}, fulfils_{&fulfils} {}
  /// valijson's visitor would go on to parts of a value with this; combinations have none.
  Subject(const NlohmannJsonAdapter&) { throw std::logic_error("valijson was given no parts"); }  // NOLINT

  [[nodiscard]] bool fulfils(const Node& node) const { return (*fulfils_)(node); }

 private:
  const Fulfils* fulfils_ = nullptr;
};

class NodeConstraint : public constraints::PolyConstraint {
 public:
  explicit NodeConstraint(const Node& node) : node_{&node} {}

  bool validate(const valijson::adapters::Adapter& target, const std::vector<std::string>&,
                valijson::ValidationResults*) const override {
    return static_cast<const Subject&>(target).fulfils(*node_);  // CombinedSchemas::hold gives no other
  }

 private:
  Constraint* cloneInto(void* memory) const override { return new (memory) NodeConstraint(*this); }
  std::size_t sizeOf() const override { return sizeof(NodeConstraint); }

  const Node* node_;
};

const Subschema* schema_of(Schema& schema, const Constraint& constraint) {
  const Subschema* made = schema.createSubschema();
  schema.addConstraintToSubschema(constraint, made);
  return made;
}

const Subschema* branch(Schema& schema, const Node* node) {
  return node == nullptr ? nullptr : schema_of(schema, NodeConstraint{*node});
}

template <class ListConstraint>
const Subschema* branches(Schema& schema, const std::vector<const Node*>& nodes) {
  ListConstraint list;
  for (const Node* node : nodes) list.addSubschema(branch(schema, node));
  return schema_of(schema, list);
}

const Subschema* negation(Schema& schema, const Node& node) {
  constraints::NotConstraint negated;
  negated.setSubschema(branch(schema, node.negated));
  return schema_of(schema, negated);
}

const Subschema* condition(Schema& schema, const Node& node) {
  constraints::ConditionalConstraint conditional;
  conditional.setIfSubschema(branch(schema, node.condition));
  conditional.setThenSubschema(branch(schema, node.consequence));
  conditional.setElseSubschema(branch(schema, node.alternative));
  return schema_of(schema, conditional);
}

/// The combination of the node in valijson's terms.
const Subschema* combined(Schema& schema, const Node& node, Combination which) {
  switch (which) {
    case Combination::all_of:
      return branches<constraints::AllOfConstraint>(schema, node.all_of);
    case Combination::any_of:
      return branches<constraints::AnyOfConstraint>(schema, node.any_of);
    case Combination::one_of:
      return branches<constraints::OneOfConstraint>(schema, node.one_of);
    case Combination::negation:
      return negation(schema, node);
    case Combination::condition:
      return condition(schema, node);
  }
  return nullptr;
}

}  // namespace

struct CombinedSchemas::Program {
  Schema schema;
  /// By id of the node and Combination; null where the node has none.
  std::vector<std::array<const Subschema*, all_combinations.size()>> by_node;
};

CombinedSchemas::CombinedSchemas(const std::vector<std::unique_ptr<Node>>& nodes)
    : program_{std::make_unique<Program>()} {
  program_->by_node.resize(nodes.size());
  for (const auto& node : nodes) {
    for (const Combination which : all_combinations) {
      if (!node->has(which)) continue;
      program_->by_node[node->id][static_cast<std::size_t>(which)] = combined(program_->schema, *node, which);
    }
  }
}

CombinedSchemas::~CombinedSchemas() = default;
CombinedSchemas::CombinedSchemas(CombinedSchemas&&) noexcept = default;
CombinedSchemas& CombinedSchemas::operator=(CombinedSchemas&&) noexcept = default;

bool CombinedSchemas::hold(const Node& node, Combination which, const json& value, const Fulfils& fulfils) const {
  const Subschema* schema = program_->by_node[node.id][static_cast<std::size_t>(which)];
  // Without results, valijson stops at the first violation.
  return valijson::Validator{}.validate(*schema, Subject{value, fulfils}, nullptr);
}

}  // namespace conform
