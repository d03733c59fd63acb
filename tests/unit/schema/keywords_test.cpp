#include "schema/keywords.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "unit/schema/schema_folder.hpp"

namespace conform {
namespace {

using Fault = KeywordReport::Fault;

std::vector<Fault> faults(std::string_view schema) {
  const nlohmann::json document = parsed(schema);
  return check_keywords(document).faults;
}

TEST(Keywords, MustBeKnown) {
  EXPECT_EQ(faults(R"({"requierd": ["a"]})"), (std::vector<Fault>{{.pointer = "/requierd",
                                                                   .message = "unknown keyword \"requierd\"",
                                                                   .hint = "did you mean \"required\"?"}}));
  EXPECT_EQ(faults(R"({"additionalproperties": false})")[0].hint, "did you mean \"additionalProperties\"?");
  EXPECT_EQ(faults(R"({"quite-something-else": 1})")[0].hint, "members of your own begin with \"x-\"");
}

TEST(Keywords, ThatAreUnknownAreToldUpToALimit) {
  nlohmann::json document = nlohmann::json::object();
  for (std::size_t i = 0; i < most_faults + 100; ++i) document["k" + std::to_string(i)] = 1;
  EXPECT_EQ(check_keywords(document).faults.size(), most_faults);
}

TEST(Keywords, OfOtherDraftsAreExplained) {
  EXPECT_EQ(faults(R"({"$defs": {}})")[0].hint, "draft 7 calls it \"definitions\"");
  EXPECT_EQ(faults(R"({"prefixItems": [{}]})")[0].hint, "draft 7 has \"items\" with a list");
  EXPECT_EQ(faults(R"({"id": "x"})")[0].hint, "draft 7 calls it \"$id\"");
  EXPECT_EQ(faults(R"({"nullable": true})")[0].hint, "draft 7 has \"type\": [\"…\", \"null\"]");
}

TEST(Keywords, AreLookedForOnlyWhereSchemasStand) {
  EXPECT_EQ(
      faults(
          R"({"properties": {"requierd": {}, "$ref": {"type": "string"}}, "const": {"requierd": 1}, "enum": [{"foo": 1}],
                       "default": {"bar": 1}, "examples": [{"baz": 1}], "x-own": {"qux": 1}, "definitions": {"type": {}}})"),
      std::vector<Fault>{});
}

TEST(Keywords, AreLookedForInEverySchema) {
  for (const char* schema :
       {R"({"properties": {"a": {"tipe": 1}}})", R"({"patternProperties": {"a": {"tipe": 1}}})",
        R"({"additionalProperties": {"tipe": 1}})", R"({"propertyNames": {"tipe": 1}})", R"({"items": {"tipe": 1}})",
        R"({"items": [{"tipe": 1}]})", R"({"additionalItems": {"tipe": 1}})", R"({"contains": {"tipe": 1}})",
        R"({"allOf": [{"tipe": 1}]})", R"({"anyOf": [{"tipe": 1}]})", R"({"oneOf": [{"tipe": 1}]})",
        R"({"not": {"tipe": 1}})", R"({"if": {"tipe": 1}})", R"({"then": {"tipe": 1}})", R"({"else": {"tipe": 1}})",
        R"({"dependencies": {"a": {"tipe": 1}}})", R"({"definitions": {"a": {"tipe": 1}}})",
        R"({"$ref": "#", "definitions": {"a": {"tipe": 1}}})", R"({"$ref": "#", "tipe": 1})"}) {
    const auto found = faults(schema);
    ASSERT_EQ(found.size(), 1U) << schema;
    EXPECT_TRUE(found[0].pointer.ends_with("/tipe")) << found[0].pointer;
    EXPECT_EQ(found[0].hint, "did you mean \"type\"?");
  }
}

TEST(Keywords, MustHaveValuesOfTheRightShape) {
  const std::tuple<const char*, const char*, const char*> cases[] = {
      {"1", "", "a schema is an object or a boolean, not integer"},
      {R"({"not": 1})", "/not", "a schema is an object or a boolean, not integer"},
      {R"({"additionalProperties": "no"})", "/additionalProperties", "a schema is an object or a boolean, not string"},
      {R"({"title": 1})", "/title", "must be a string, not 1"},
      {R"({"readOnly": "yes"})", "/readOnly", "must be a boolean, not \"yes\""},
      {R"({"uniqueItems": 1})", "/uniqueItems", "must be a boolean, not 1"},
      {R"({"minLength": -1})", "/minLength", "must be an integer of 0 or more, not -1"},
      {R"({"maxItems": 1.5})", "/maxItems", "must be an integer of 0 or more, not 1.5"},
      {R"({"minProperties": "1"})", "/minProperties", "must be an integer of 0 or more, not \"1\""},
      {R"({"minimum": "1"})", "/minimum", "must be a number, not \"1\""},
      {R"({"exclusiveMinimum": true})", "/exclusiveMinimum", "must be a number, not true"},
      {R"({"multipleOf": 0})", "/multipleOf", "must be a number above 0, not 0"},
      {R"({"multipleOf": -2})", "/multipleOf", "must be a number above 0, not -2"},
      {R"({"required": true})", "/required", "must be a list of member names, not true"},
      {R"({"required": ["a", 1]})", "/required/1", "must be a member name, not 1"},
      {R"({"required": ["a", "b", "a"]})", "/required/2", "twice in the list: \"a\""},
      {R"({"enum": "a"})", "/enum", "must be a list, not \"a\""},
      {R"({"examples": {}})", "/examples", "must be a list, not {}"},
      {R"({"allOf": []})", "/allOf", "must be a list of at least one schema, not []"},
      {R"({"anyOf": {}})", "/anyOf", "must be a list of at least one schema, not {}"},
      {R"({"oneOf": [{}, 3]})", "/oneOf/1", "a schema is an object or a boolean, not integer"},
      {R"({"items": []})", "/items", "must be a list of at least one schema, not []"},
      {R"({"items": "x"})", "/items", "a schema is an object or a boolean, not string"},
      {R"({"properties": []})", "/properties", "must be an object of schemas, not []"},
      {R"({"properties": {"a": null}})", "/properties/a", "a schema is an object or a boolean, not null"},
      {R"({"definitions": 1})", "/definitions", "must be an object of schemas, not 1"},
      {R"({"dependencies": []})", "/dependencies", "must be an object of schemas and lists of names, not []"},
      {R"({"dependencies": {"a": [1]}})", "/dependencies/a/0", "must be a member name, not 1"},
      {R"({"type": "int"})", "/type", "unknown type \"int\""},
      {R"({"type": []})", "/type", "must be a type or a list of at least one, not []"},
      {R"({"type": ["string", "string"]})", "/type/1", "twice in the list: \"string\""},
      {R"({"type": ["string", "strin"]})", "/type/1", "unknown type \"strin\""},
      {R"({"type": 1})", "/type", "must be a type or a list of at least one, not 1"},
      {R"({"pattern": "("})", "/pattern", "no regular expression: ( without )"},
      {R"x({"pattern": "a(?!b)"})x", "/pattern", "not supported in patterns: lookahead"},
      {R"({"pattern": 1})", "/pattern", "must be a string, not 1"},
      {R"({"patternProperties": {"[": {}}})", "/patternProperties/[", "no regular expression: [ without ]"},
      {R"({"format": "datetime"})", "/format", "unknown format \"datetime\""},
      {R"({"format": 1})", "/format", "must be a string, not 1"},
      {R"({"$ref": 1})", "/$ref", "must be a string, not 1"},
      {R"({"$id": 1})", "/$id", "must be a URI reference, not 1"},
      {R"({"items": {"$id": "x"}})", "/items/$id", "\"$id\" below the top is not supported"},
      {R"({"$schema": "https://json-schema.org/draft/2020-12/schema"})", "/$schema",
       "not draft 7: \"https://json-schema.org/draft/2020-12/schema\""},
      {R"({"$schema": 7})", "/$schema", "must be a string, not 7"},
  };
  for (const auto& [schema, pointer, message] : cases) {
    const auto found = faults(schema);
    ASSERT_EQ(found.size(), 1U) << schema;
    EXPECT_EQ(found[0].pointer, pointer) << schema;
    EXPECT_EQ(found[0].message, message) << schema;
  }
}

TEST(Keywords, HintAtTheNearestNames) {
  EXPECT_EQ(faults(R"({"type": "integr"})")[0].hint, "did you mean \"integer\"?");
  EXPECT_EQ(faults(R"({"format": "datetime"})")[0].hint, "did you mean \"date-time\"?");
  EXPECT_EQ(faults(R"({"format": "credit-card-number"})")[0].hint.find("known formats: bcp47 date "), 0U);
}

TEST(Keywords, FaultsAreAllTold) {
  EXPECT_EQ(
      faults(R"({"tipe": 1, "minLength": -1, "properties": {"a": {"pattern": "("}, "b": 3}, "required": [1]})").size(),
      5U);
}

TEST(Keywords, SchemasAreListedWithTheirPlaces) {
  const nlohmann::json document = parsed(
      R"({"properties": {"a/b": {"items": [true, {}]}}, "dependencies": {"x": ["y"], "z": {}}, "const": {"not": {}}})");
  std::vector<std::string> places;
  for (const auto& schema : check_keywords(document).schemas) places.push_back(schema.pointer);
  std::sort(places.begin(), places.end());
  EXPECT_EQ(places, (std::vector<std::string>{"", "/dependencies/z", "/properties/a~1b", "/properties/a~1b/items/0",
                                              "/properties/a~1b/items/1"}));
}

}  // namespace
}  // namespace conform
