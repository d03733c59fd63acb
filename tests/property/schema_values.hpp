#pragma once

#include <rapidcheck.h>

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "property/json_values.hpp"

namespace conform {

/// Documents from few names and values, so that schemas meet them.
inline rc::Gen<nlohmann::json> any_document(int depth = 3) {
  using nlohmann::json;
  auto scalar = rc::gen::element(json(nullptr), json(true), json(false), json(0), json(1), json(1.0), json(2),
                                 json(1.5), json(-1), json(18446744073709551615U), json(""), json("a"), json("b"),
                                 json("ab"), json("2024-02-29"));
  if (depth == 0) return scalar;
  const auto part = rc::gen::lazy([depth] { return any_document(depth - 1); });
  return rc::gen::oneOf(
      scalar,
      rc::gen::map(rc::gen::resize(4, rc::gen::container<std::vector<json>>(part)),
                   [](const std::vector<json>& items) { return json(json::array_t(items)); }),
      rc::gen::map(rc::gen::resize(4, rc::gen::container<std::map<std::string, json>>(
                                          rc::gen::element<std::string>("a", "b", "ab", std::string("a\0b", 3)), part)),
                   [](const std::map<std::string, json>& members) { return json(members); }));
}

/// Schemas of draft 7 from all keywords; references lead to the whole document or to its definitions "d" and "e".
inline rc::Gen<nlohmann::json> any_subschema(int depth) {
  using nlohmann::json;
  using Member = std::pair<std::string, json>;
  const auto keyword = [](const char* name, rc::Gen<json> value) {
    return rc::gen::map(std::move(value), [name](const json& found) { return Member{name, found}; });
  };
  const auto name = rc::gen::element<std::string>("a", "b", "ab", std::string("a\0b", 3));
  const auto names =
      rc::gen::map(rc::gen::unique<std::vector<std::string>>(name), [](const std::vector<std::string>& list) {
        return json(std::vector<std::string>(
            list.begin(), list.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(list.size(), 2))));
      });
  const auto small = rc::gen::element(json(0), json(1), json(2), json(2.0));
  const auto number = rc::gen::element(json(0), json(1), json(1.5), json(-1), json(18446744073709551615U));
  std::vector<rc::Gen<Member>> keywords{
      keyword("type", rc::gen::element(json("null"), json("boolean"), json("integer"), json("number"), json("string"),
                                       json("array"), json("object"), json({"array", "object"}),
                                       json({"integer", "null", "string"}))),
      keyword("enum", rc::gen::map(rc::gen::resize(3, rc::gen::container<std::vector<json>>(any_document(1))),
                                   [](const std::vector<json>& list) { return json(json::array_t(list)); })),
      keyword("const", any_document(1)),
      keyword("multipleOf", rc::gen::element(json(1), json(2), json(0.5))),
      keyword("minimum", number),
      keyword("maximum", number),
      keyword("exclusiveMinimum", number),
      keyword("exclusiveMaximum", number),
      keyword("minLength", small),
      keyword("maxLength", small),
      keyword("pattern", rc::gen::element(json("a"), json("^a$"), json("b$"), json("^$"))),
      keyword("format", rc::gen::element(json("date"), json("json-pointer"))),
      keyword("minItems", small),
      keyword("maxItems", small),
      keyword("uniqueItems", rc::gen::element(json(true), json(false))),
      keyword("minProperties", small),
      keyword("maxProperties", small),
      keyword("required", names),
      keyword("$ref", rc::gen::element(json("#"), json("#/definitions/d"), json("#/definitions/e"))),
  };
  if (depth > 0) {
    const auto schema = rc::gen::lazy([depth] { return any_subschema(depth - 1); });
    const auto schemas =
        rc::gen::map(rc::gen::resize(3, rc::gen::nonEmpty(rc::gen::container<std::vector<json>>(schema))),
                     [](const std::vector<json>& list) { return json(json::array_t(list)); });
    const auto by = [&](rc::Gen<std::string> key) {
      return rc::gen::map(
          rc::gen::resize(3, rc::gen::container<std::map<std::string, json>>(std::move(key), schema)),
          [](const std::map<std::string, json>& map) { return map.empty() ? json::object() : json(map); });
    };
    for (const char* one : {"additionalProperties", "propertyNames", "items", "additionalItems", "contains", "not",
                            "if", "then", "else"}) {
      keywords.push_back(keyword(one, schema));
      if (std::string_view{one} != "propertyNames") keywords.push_back(keyword(one, schema));
    }
    for (const char* several : {"allOf", "anyOf", "oneOf", "items"}) {
      keywords.push_back(keyword(several, schemas));
      keywords.push_back(keyword(several, schemas));
    }
    for (int weight = 0; weight < 3; ++weight) keywords.push_back(keyword("properties", by(name)));
    keywords.push_back(keyword("patternProperties", by(rc::gen::element<std::string>("a", "^b", "b$", "^ab$"))));
    keywords.push_back(keyword("dependencies", by(name)));
    keywords.push_back(keyword("dependencies", rc::gen::map(names, [](const json& list) {
                                 return json{{"a", list}};
                               })));
  }
  const auto pick = rc::gen::mapcat(rc::gen::inRange<std::size_t>(0, keywords.size()),
                                    [keywords](std::size_t index) { return keywords[index]; });
  return rc::gen::weightedOneOf<json>(
      {{1, rc::gen::element(json(true), json(false))},
       {9, rc::gen::map(rc::gen::resize(4, rc::gen::container<std::vector<Member>>(pick)),
                        [](const std::vector<Member>& members) {
                          json object = json::object();
                          for (const auto& [key, value] : members) object[key] = value;
                          return object;
                        })}});
}

/// A whole schema document with its definitions.
inline rc::Gen<nlohmann::json> any_schema(int depth = 3) {
  using nlohmann::json;
  return rc::gen::map(rc::gen::tuple(any_subschema(depth), any_subschema(depth - 1), any_subschema(depth - 1)),
                      [](const std::tuple<json, json, json>& parts) {
                        json document = std::get<0>(parts);
                        if (!document.is_object()) document = json{{"allOf", json::array({document})}};
                        document["definitions"] = {{"d", std::get<1>(parts)}, {"e", std::get<2>(parts)}};
                        return document;
                      });
}

}  // namespace conform
