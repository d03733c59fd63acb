#include <array>
#include <utility>

#include "reference/faults/fault_entry.hpp"

// Area 12: semantic errors that are not refused, or refused in another way.

namespace conform::reference {

namespace {

void add_pardoned(FaultEntries& entries, std::string name, std::string description, const std::string& rule) {
  entries.push_back({{std::move(name), std::move(description), "A semantic error: 422.", "must", 12, ""},
                     [rule](Behaviour& behaviour) {
                       behaviour.on_violation.emplace_back(
                           [rule](const Call&, const Violation& violation) { return violation.rule == rule; });
                     }});
}

void add_types(FaultEntries& entries) {
  for (const std::string_view name : writable_attributes) {
    for (const char* type : {"number", "boolean", "string", "array", "object"}) {
      const std::string_view right = name == "address" ? "object" : "string";
      if (right == type) continue;
      const std::string rule = "type:" + std::string{name} + ":" + type;
      add_pardoned(entries, "semantic-accepted:" + in_name(name) + ":" + type,
                   "A " + std::string{type} + " as " + std::string{name} + " is ignored and gets 200.", rule);
    }
    entries.push_back({{"semantic-crash:" + in_name(name), "A wrong JSON type of " + std::string{name} + " gets 500.",
                        "A semantic error: 422, never 5xx.", "must", 12, ""},
                       [prefix = "type:" + std::string{name} + ":"](Behaviour& behaviour) {
                         behaviour.validators.emplace_back(
                             [prefix](const Call&, const Value&, std::vector<Violation>& violations) {
                               for (Violation& violation : violations) {
                                 if (violation.rule.starts_with(prefix)) violation.detail = "crash";
                               }
                             });
                         on_status(behaviour, 422, std::nullopt, [](const Call&, Response& response) {
                           Array* errors = errors_of(response);
                           if (errors == nullptr) return;
                           for (const Value& error : *errors) {
                             const Value* detail = find(error, "detail");
                             if (detail != nullptr && *detail == Value{"crash"}) {
                               restate(response, 500);
                               return;
                             }
                           }
                         });
                       }});
  }
  for (const char* name : {"gender", "email", "birthDate"}) {
    add_pardoned(entries, "semantic-accepted:" + in_name(name) + ":value",
                 std::string{"A "} + name + " with an invalid value is ignored and gets 200.",
                 "value:" + std::string{name});
  }
}

void add_structure(FaultEntries& entries) {
  const std::vector<std::pair<std::string, std::string>> rules{
      {"data-missing", "A document without data"},
      {"data-null", "A document with null as data"},
      {"data-array", "A document with an array as data"},
      {"data-scalar", "A document with a scalar as data"},
      {"type-missing", "A resource without type"},
      {"type-wrong", "A resource of another type"},
      {"id-wrong", "A resource with another id than the path's"},
      {"attributes-missing", "A resource without attributes"},
      {"attributes-wrong", "A resource whose attributes are not an object"}};
  for (const auto& [rule, what] : rules) {
    for (const Operation operation : body_operations) {
      if (rule == "attributes-missing" && operation == Operation::update_user) continue;
      entries.push_back({{"semantic-accepted:" + rule + ":" + in_name(operation),
                          what + " is accepted by " + std::string{name_of(operation)} + ".", "A semantic error: 422.",
                          "must", 12, std::string{name_of(operation)}},
                         [operation, rule = "document:" + rule](Behaviour& behaviour) {
                           behaviour.on_violation.emplace_back([=](const Call& call, const Violation& violation) {
                             return call.is(operation) && violation.rule == rule;
                           });
                         }});
    }
  }
  for (const Operation operation : body_operations) {
    entries.push_back(
        {{"half-applied:" + in_name(operation),
          std::string{name_of(operation)} + " responds with 422 but writes the valid attributes.",
          "One invalid attribute among valid ones changes nothing.", "must", 12, std::string{name_of(operation)}},
         [operation](Behaviour& behaviour) {
           behaviour.written_though_refused.insert({422, operation});
         }});
  }
}

}  // namespace

void add_semantic_faults(FaultEntries& entries) {
  add_types(entries);
  add_structure(entries);
}

}  // namespace conform::reference
