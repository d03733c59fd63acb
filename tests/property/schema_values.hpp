#pragma once

#include <rapidcheck.h>

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "property/json_values.hpp"

namespace conform {

// Few names and values, so that schemas and documents meet. Numbers of parts are chosen by `element`, not by `inRange`
// or `resize`, whose choices shrink with RapidCheck's size.

/// Documents of a few levels.
inline rc::Gen<nlohmann::json> any_document(int depth = 3) {
  using nlohmann::json;
  auto scalar = rc::gen::element(json(nullptr), json(true), json(false), json(0), json(1), json(1.0), json(2),
                                 json(1.5), json(-1), json(18446744073709551615U), json(""), json("a"), json("b"),
                                 json("ab"), json("2024-02-29"));
  if (depth == 0) return scalar;
  const auto part = rc::gen::lazy([depth] { return any_document(depth - 1); });
  const auto name = rc::gen::element<std::string>("a", "b", "ab", std::string("a\0b", 3));
  return rc::gen::oneOf(scalar, rc::gen::map(few(part), [](const std::vector<json>& items) { return json(items); }),
                        rc::gen::map(few(rc::gen::pair(name, part)), [](const auto& members) {
                          json object = json::object();
                          for (const auto& [key, value] : members) object[key] = value;
                          return object;
                        }));
}

namespace schema_values {

using nlohmann::json;

/// An object with one keyword.
inline rc::Gen<json> keyword(std::string name, rc::Gen<json> value) {
  return rc::gen::map(std::move(value), [name = std::move(name)](const json& found) { return json{{name, found}}; });
}

/// An object with the keywords of both.
inline rc::Gen<json> both(rc::Gen<json> a, rc::Gen<json> b) {
  return rc::gen::map(rc::gen::pair(std::move(a), std::move(b)), [](const std::pair<json, json>& parts) {
    json object = parts.first;
    object.update(parts.second);
    return object;
  });
}

inline rc::Gen<json> maybe(rc::Gen<json> keywords) {
  return rc::gen::oneOf(rc::gen::just(json::object()), std::move(keywords));
}

inline rc::Gen<std::string> any_name() { return rc::gen::element<std::string>("a", "b", "ab", std::string("a\0b", 3)); }

inline rc::Gen<json> names() {
  return rc::gen::element(json::array(), json{"a"}, json{"b"}, json{"a", "b"}, json{std::string("a\0b", 3)});
}

inline rc::Gen<json> list_of(rc::Gen<json> schema) {
  return rc::gen::map(few(std::move(schema)),
                      [](const std::vector<json>& list) { return list.empty() ? json::array({true}) : json(list); });
}

inline rc::Gen<json> by_name(rc::Gen<std::string> name, rc::Gen<json> schema) {
  return rc::gen::map(few(rc::gen::pair(std::move(name), std::move(schema))), [](const auto& members) {
    json object = json::object();
    for (const auto& [key, value] : members) object[key] = value;
    return object;
  });
}

inline rc::Gen<json> assertion() {
  const auto small = rc::gen::element(json(0), json(1), json(2), json(2.0));
  const auto number = rc::gen::element(json(0), json(1), json(1.5), json(-1), json(18446744073709551615U));
  const auto yes_or_no = rc::gen::element(json(true), json(false));
  const auto type =
      rc::gen::element(json("null"), json("boolean"), json("integer"), json("number"), json("string"), json("array"),
                       json("object"), json({"array", "object"}), json({"integer", "null", "string"}));
  return rc::gen::oneOf(
      keyword("type", type), keyword("type", type), keyword("const", any_document(1)),
      keyword("enum", rc::gen::map(few(any_document(1)), [](const std::vector<json>& list) { return json(list); })),
      keyword("multipleOf", rc::gen::element(json(1), json(2), json(0.5))), keyword("minimum", number),
      keyword("maximum", number), keyword("exclusiveMinimum", number), keyword("exclusiveMaximum", number),
      keyword("minLength", small), keyword("maxLength", small),
      keyword("pattern", rc::gen::element(json("a"), json("^a$"), json("b$"), json("^$"))),
      keyword("format", rc::gen::element(json("date"), json("json-pointer"))), keyword("minItems", small),
      keyword("maxItems", small), keyword("uniqueItems", yes_or_no), keyword("minProperties", small),
      keyword("maxProperties", small), keyword("required", names()),
      keyword("dependencies", rc::gen::map(names(), [](const json& list) {
                return json{{"a", list}};
              })));
}

inline rc::Gen<json> any_subschema(int depth);

/// Keywords that work together, over the schemas given.
inline rc::Gen<json> application(const rc::Gen<json>& schema) {
  const auto patterns = rc::gen::element<std::string>("a", "^b", "b$", "^ab$");
  const auto members = both(maybe(keyword("properties", by_name(any_name(), schema))),
                            both(maybe(keyword("patternProperties", by_name(patterns, schema))),
                                 maybe(keyword("additionalProperties", schema))));
  const auto condition =
      both(keyword("if", schema), both(maybe(keyword("then", schema)), maybe(keyword("else", schema))));
  const auto items = both(keyword("items", list_of(schema)), maybe(keyword("additionalItems", schema)));
  return rc::gen::oneOf(members, members, items, keyword("items", schema), keyword("contains", schema), condition,
                        keyword("allOf", list_of(schema)), keyword("anyOf", list_of(schema)),
                        keyword("oneOf", list_of(schema)), keyword("oneOf", list_of(schema)), keyword("not", schema),
                        keyword("propertyNames", schema), keyword("dependencies", by_name(any_name(), schema)));
}

inline rc::Gen<json> any_subschema(int depth) {
  const auto reference = keyword("$ref", rc::gen::element(json("#"), json("#/definitions/d"), json("#/definitions/e")));
  const auto constant = rc::gen::element(json(true), json(false));
  if (depth == 0) return rc::gen::weightedOneOf<json>({{8, assertion()}, {1, reference}, {1, constant}});
  const auto schema = rc::gen::lazy([depth] { return any_subschema(depth - 1); });
  const auto applied = application(schema);
  return rc::gen::weightedOneOf<json>({{2, assertion()},
                                       {6, applied},
                                       {4, both(assertion(), applied)},
                                       {4, both(applied, applied)},
                                       {2, reference},
                                       {1, constant}});
}

}  // namespace schema_values

/// Whole schemas of draft 7 from all keywords that assert; references lead to the whole or to the definitions "d" and
/// "e".
inline rc::Gen<nlohmann::json> any_schema(int depth = 3) {
  using nlohmann::json;
  using schema_values::any_subschema;
  return rc::gen::map(rc::gen::tuple(any_subschema(depth), any_subschema(depth - 1), any_subschema(depth - 1)),
                      [](const std::tuple<json, json, json>& parts) {
                        const auto& [whole, d, e] = parts;
                        json document = whole.is_object() ? whole : json{{"allOf", json::array({whole})}};
                        document["definitions"] = {{"d", d}, {"e", e}};
                        return document;
                      });
}

}  // namespace conform
