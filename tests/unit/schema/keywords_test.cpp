#include "schema/keywords.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "unit/schema/schema_folder.hpp"

namespace conform {
namespace {

using Fault = KeywordReport::Fault;

std::vector<Fault> faults(std::string_view schema) {
  const nlohmann::json document = parsed(schema);
  return check_keywords(document, "s.json", true).faults;
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
  EXPECT_EQ(check_keywords(document, "s.json", true).faults.size(), most_faults);
}

TEST(Keywords, AndFormatsThatAreUnknownAreAnnotationsUnlessStrict) {
  const nlohmann::json document = parsed(
      R"({"requierd": ["a"], "format": "color", "$defs": {"a": {"minLength": -1, "$id": "#a"}}, "items": {"format": "iri"}})");
  const KeywordReport report = check_keywords(document, "s.json", false);
  EXPECT_EQ(report.faults, std::vector<Fault>{});
  EXPECT_EQ(report.identifiers.size(), 0U);
  EXPECT_EQ(check_keywords(document, "s.json", true).faults.size(), 4U);
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
      {"1", "", "expected boolean or object, found 1"},
      {R"({"not": 1})", "/not", "expected boolean or object, found 1"},
      {R"({"additionalProperties": "no"})", "/additionalProperties", "expected boolean or object, found \"no\""},
      {R"({"title": 1})", "/title", "expected string, found 1"},
      {R"({"readOnly": "yes"})", "/readOnly", "expected boolean, found \"yes\""},
      {R"({"uniqueItems": 1})", "/uniqueItems", "expected boolean, found 1"},
      {R"({"minLength": -1})", "/minLength", "expected at least 0, found -1"},
      {R"({"maxItems": 1.5})", "/maxItems", "expected integer, found 1.5"},
      {R"({"minProperties": "1"})", "/minProperties", "expected integer, found \"1\""},
      {R"({"minimum": "1"})", "/minimum", "expected number, found \"1\""},
      {R"({"exclusiveMinimum": true})", "/exclusiveMinimum", "expected number, found true"},
      {R"({"multipleOf": 0})", "/multipleOf", "expected more than 0, found 0"},
      {R"({"multipleOf": -2})", "/multipleOf", "expected more than 0, found -2"},
      {R"({"required": true})", "/required", "expected array, found true"},
      {R"({"required": ["a", 1]})", "/required/1", "expected string, found 1"},
      {R"({"required": ["a", "b", "a"]})", "/required/2",
       "expected items that all differ (item 0 is equal), found \"a\""},
      {R"({"enum": "a"})", "/enum", "expected array, found \"a\""},
      {R"({"examples": {}})", "/examples", "expected array, found {}"},
      {R"({"allOf": []})", "/allOf", "expected at least 1 item, found []"},
      {R"({"anyOf": {}})", "/anyOf", "expected array, found {}"},
      {R"({"oneOf": [{}, 3]})", "/oneOf/1", "expected boolean or object, found 3"},
      {R"({"items": []})", "/items", "expected at least 1 item, found []"},
      {R"({"items": "x"})", "/items", "expected boolean or object, or array, found \"x\""},
      {R"({"properties": []})", "/properties", "expected object, found []"},
      {R"({"properties": {"a": null}})", "/properties/a", "expected boolean or object, found null"},
      {R"({"definitions": 1})", "/definitions", "expected object, found 1"},
      {R"({"dependencies": []})", "/dependencies", "expected object, found []"},
      {R"({"dependencies": {"a": [1]}})", "/dependencies/a/0", "expected string, found 1"},
      {R"({"type": "int"})", "/type",
       "expected one of \"array\", \"boolean\", \"integer\", \"null\", \"number\", \"object\", \"string\", or array, "
       "found \"int\""},
      {R"({"type": []})", "/type", "expected at least 1 item, found []"},
      {R"({"type": ["string", "string"]})", "/type/1",
       "expected items that all differ (item 0 is equal), found \"string\""},
      {R"({"type": ["string", "strin"]})", "/type/1",
       "expected one of \"array\", \"boolean\", \"integer\", \"null\", \"number\", \"object\", \"string\", found "
       "\"strin\""},
      {R"({"type": 1})", "/type",
       "expected one of \"array\", \"boolean\", \"integer\", \"null\", \"number\", \"object\", \"string\", or array, "
       "found 1"},
      {R"({"pattern": "("})", "/pattern", "no regular expression: missing ): ("},
      {R"x({"pattern": "a(?!b)"})x", "/pattern", "not supported in patterns: lookahead"},
      {R"({"pattern": 1})", "/pattern", "expected string, found 1"},
      {R"({"patternProperties": {"[": {}}})", "/patternProperties/[", "no regular expression: missing ]: ["},
      {R"({"format": "datetime"})", "/format", "unknown format \"datetime\""},
      {R"({"format": 1})", "/format", "expected string, found 1"},
      {R"({"$ref": 1})", "/$ref", "expected string, found 1"},
      {R"({"$id": 1})", "/$id", "expected string, found 1"},
      {R"({"items": {"$id": "#/x"}})", "/items/$id", "must not have a JSON Pointer"},
      {R"({"items": [{"$id": "#x"}, {"$id": "#x"}]})", "/items/1/$id", "also the \"$id\" at \"/items/0\""},
      {R"({"$schema": "https://json-schema.org/draft/2020-12/schema"})", "/$schema",
       "not draft 7: \"https://json-schema.org/draft/2020-12/schema\""},
      {R"({"$schema": 7})", "/$schema", "expected string, found 7"},
  };
  for (const auto& [schema, pointer, message] : cases) {
    const auto found = faults(schema);
    ASSERT_EQ(found.size(), 1U) << schema;
    EXPECT_EQ(found[0].pointer, pointer) << schema;
    EXPECT_EQ(found[0].message, message) << schema;
  }
}

TEST(Keywords, HintAtTheNearestNames) {
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
  for (const auto& [pointer, schema] : check_keywords(document, "s.json", true).schemas) places.push_back(pointer);
  EXPECT_EQ(places, (std::vector<std::string>{"", "/dependencies/z", "/properties/a~1b", "/properties/a~1b/items/0",
                                              "/properties/a~1b/items/1"}));
}

}  // namespace
}  // namespace conform
