#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>

#include "json/compare.hpp"
#include "json/text.hpp"
#include "property/schema_values.hpp"
#include "schema/combinations.hpp"
#include "schema/evaluate.hpp"
#include "schema/keywords.hpp"
#include "schema/link.hpp"

namespace conform {
namespace {

using nlohmann::json;

/// A schema document as if it had been read from a file.
Result<LinkedSchemas> linked(const json& document) {
  auto file = std::make_unique<SchemaFile>();
  file->shown = "s.json";
  file->document = std::make_shared<const json>(document);
  KeywordReport report = check_keywords(*file->document, "s.json", true);
  LoadedFiles loaded;
  loaded.add("s.json", std::move(file), std::move(report));
  return link_schemas(std::move(loaded));
}

RC_GTEST_PROP(SchemaEvaluator, FindsAViolationExactlyWhereTheDocumentIsRefused, ()) {
  bool accepted = false;
  bool refused = false;
  for (int i = 0; i < 10; ++i) {
    const json schema = *any_schema();
    const auto schemas = linked(schema);
    if (!schemas) continue;  // it would apply itself without end
    const CombinedSchemas combined{schemas->nodes};
    const Node& root = *schemas->by_name.at("s.json");
    for (int j = 0; j < 10; ++j) {
      const json document = *any_document();
      const bool accepts = fulfils(combined, root, document);
      (accepts ? accepted : refused) = true;
      if (accepts != explain(combined, root, document, 20).empty()) {
        RC_FAIL(schema.dump() + " and " + document.dump() +
                (accepts ? ": accepted, with violations" : ": refused without a violation"));
      }
    }
  }
  RC_CLASSIFY(accepted && refused, "accepts and refuses");
}

RC_GTEST_PROP(SchemaEvaluator, FindsNoMoreThanAskedForAndPointsIntoTheDocument, ()) {
  const auto schemas = linked(*any_schema());
  if (!schemas) RC_DISCARD("endless");
  const json document = *any_document();
  const auto most = *rc::gen::element<std::size_t>(1, 2, 3);
  const CombinedSchemas combined{schemas->nodes};
  const auto violations = explain(combined, *schemas->by_name.at("s.json"), document, most);
  RC_ASSERT(violations.size() <= most);
  for (const Violation& violation : violations) {
    RC_ASSERT(document.contains(json::json_pointer{violation.where}));
    RC_ASSERT(!violation.keyword.empty());
    RC_ASSERT(!violation.expected.empty());
    RC_ASSERT(!violation.actual.empty());
  }
}

/// Draft 7 laws about combinations, on any schema.
RC_GTEST_PROP(SchemaEvaluator, ObeysTheLawsOfCombination, ()) {
  const json schema = *any_schema(2);
  const auto holds = [&](const json& combined, const json& document) -> std::optional<bool> {
    const auto schemas = linked(combined);
    if (!schemas) return std::nullopt;
    return fulfils(CombinedSchemas{schemas->nodes}, *schemas->by_name.at("s.json"), document);
  };
  const json wrapped = {{"definitions", {{"s", schema}}}};
  const json reference = {{"$ref", "#/definitions/s"}};
  const auto with = [&](json keywords) {
    keywords["definitions"] = wrapped["definitions"];
    return keywords;
  };
  // References within the schema lead to the new document; keep to schemas without any.
  if (schema.dump().find("$ref") != std::string::npos) RC_DISCARD("references");
  for (int i = 0; i < 4; ++i) {
    const json document = *any_document();
    const auto plain = holds(schema, document);
    RC_ASSERT(plain.has_value());
    RC_ASSERT(holds(with({{"not", reference}}), document) == !*plain);
    RC_ASSERT(holds(with({{"not", {{"not", reference}}}}), document) == plain);
    RC_ASSERT(holds(with({{"allOf", {reference, reference}}}), document) == plain);
    RC_ASSERT(holds(with({{"anyOf", {reference, false}}}), document) == plain);
    RC_ASSERT(holds(with({{"oneOf", {reference, reference}}}), document) == false);
    RC_ASSERT(holds(with({{"oneOf", {false, reference}}}), document) == plain);
    RC_ASSERT(holds(with({{"if", reference}, {"then", true}, {"else", false}}), document) == plain);
    RC_ASSERT(holds(with({{"items", reference}}), json::array({document})) == plain);
    RC_ASSERT(holds(with({{"contains", reference}}), json::array({document})) == plain);
    RC_ASSERT(holds(with({{"properties", {{"p", reference}}}}), json{{"p", document}}) == plain);
    RC_ASSERT(holds(with({{"patternProperties", {{"^p$", reference}}}}), json{{"p", document}}) == plain);
    RC_ASSERT(holds(with({{"additionalProperties", reference}}), json{{"p", document}}) == plain);
  }
}

RC_GTEST_PROP(SchemaEvaluator, TakesConstForEquality, ()) {
  const json a = *any_document();
  const json b = *any_document();
  const auto schemas = linked({{"const", a}});
  RC_ASSERT(schemas.has_value());
  RC_ASSERT(fulfils(CombinedSchemas{schemas->nodes}, *schemas->by_name.at("s.json"), b) == equal_json(a, b));
}

/// A schema file is foreign, too: whatever it holds, checking ends with a list of faults.
RC_GTEST_PROP(Keywords, SurviveAnyJson, ()) {
  const json document = *any_json();
  const KeywordReport report = check_keywords(document, "s.json", *rc::gen::arbitrary<bool>());
  RC_ASSERT(!report.schemas.empty() || !report.faults.empty());
}

}  // namespace
}  // namespace conform
