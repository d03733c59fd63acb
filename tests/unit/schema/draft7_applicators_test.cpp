#include <gtest/gtest.h>

#include "unit/schema/schema_folder.hpp"

namespace conform {
namespace {

TEST(Draft7, PropertiesApplyToMembersThatAreThere) {
  expect_facts({
      {R"({"properties": {"foo": {"type": "integer"}, "bar": {"type": "string"}}})",
       {R"({"foo": 1, "bar": "baz"})", "{}", "[]", "12", R"({"quux": []})"},
       {R"({"foo": 1, "bar": {}})", R"({"foo": [], "bar": {}})"}},
      {R"({"properties": {"foo": true, "bar": false}})",
       {"{}", R"({"foo": 1})"},
       {R"({"bar": 2})", R"({"foo": 1, "bar": 2})"}},
      {R"({"properties": {"a/b": {"type": "null"}, "a~b": {"type": "null"}, "a%b": {"type": "null"}, "": {"type": "null"}, "a\u0000b": {"type": "null"}}})",
       {R"({"a/b": null, "a~b": null, "a%b": null, "": null, "a\u0000b": null})", R"({"a": 1, "a\u0000": 1})"},
       {R"({"a/b": 1})", R"({"a~b": 1})", R"({"a%b": 1})", R"({"": 1})", R"({"a\u0000b": 1})"}},
      {R"({"properties": {"$ref": {"type": "string"}, "pattern": {"type": "string"}, "format": {"type": "integer"}}})",
       {R"({"$ref": "a", "pattern": "(", "format": 1})"},
       {R"({"$ref": 2})", R"({"pattern": 2})", R"({"format": "x"})"}},
  });
}

TEST(Draft7, AdditionalPropertiesApplyToTheRest) {
  expect_facts({
      {R"({"properties": {"a": {}}, "additionalProperties": false})",
       {R"({"a": 1})", "{}", "[1]", "\"x\""},
       {R"({"a": 1, "b": 2})", R"({"b": 2})"}},
      {R"({"additionalProperties": {"type": "boolean"}})", {"{}", R"({"a": true})"}, {R"({"a": 1})"}},
      {R"({"properties": {"a": {}}, "additionalProperties": {"type": "boolean"}})",
       {R"({"a": 1, "b": true})"},
       {R"({"a": true, "b": 1})"}},
      {R"({"additionalProperties": true})", {R"({"a": 1})"}, {}},
      {R"({"allOf": [{"properties": {"a": {}}}], "additionalProperties": false})", {"{}"}, {R"({"a": 1})"}},
      {R"({"properties": {"a\u0000b": true}, "additionalProperties": false})",
       {R"({"a\u0000b": 1})"},
       {R"({"a": 1})", R"({"a\u0000c": 1})"}},
  });
}

TEST(Draft7, PatternPropertiesApplyToEveryMatch) {
  expect_facts({
      {R"({"patternProperties": {"f.*o": {"type": "integer"}}})",
       {R"({"foo": 1})", R"({"foo": 1, "foooooo": 2})", "{}", "[\"foo\"]", "\"foo\""},
       {R"({"foo": "bar", "fooooo": 2})", R"({"foo": "bar", "foooooo": "baz"})"}},
      {R"({"patternProperties": {"a*": {"type": "integer"}, "aaa*": {"maximum": 20}}})",
       {R"({"a": 21})", R"({"aaaa": 18})"},
       {R"({"a": "bar"})", R"({"aaaa": 31})", R"({"aaa": "foo", "aaaa": 31})"}},
      {R"({"patternProperties": {"[0-9]{2,}": {"type": "boolean"}, "X_": {"type": "string"}}})",
       {R"({"number 1": "42", "a_x_3": 3})"},
       {R"({"a31b": null})", R"({"a_X_3": 3})"}},
      {R"({"patternProperties": {"f.*": true, "b.*": false}})",
       {R"({"foo": 1})", "{}"},
       {R"({"bar": 2})", R"({"foobar": 1})"}},
      {R"({"patternProperties": {"^é": {"type": "string"}}})", {R"({"éa": "x", "e": 1})"}, {R"({"éa": 1})"}},
  });
}

TEST(Draft7, PropertiesPatternsAndAdditionalOnesWorkTogether) {
  expect_facts({
      {R"({"properties": {"foo": {"type": "array", "maxItems": 3}, "bar": {"type": "array"}},
           "patternProperties": {"f.o": {"minItems": 2}}, "additionalProperties": {"type": "integer"}})",
       {R"({"foo": [1, 2]})", R"({"fxo": [1, 2]})", R"({"bar": []})", R"({"quux": 3})"},
       {R"({"foo": [1, 2, 3, 4]})", R"({"foo": []})", R"({"fxo": []})", R"({"quux": "foo"})"}},
      {R"({"properties": {"foo": {}}, "patternProperties": {"^v": {}}, "additionalProperties": false})",
       {R"({"foo": 1, "vroom": 2})", "[1]"},
       {R"({"foo": 1, "quux": "boom"})", R"({"avroom": 1})"}},
      {R"({"patternProperties": {"^á": {}}, "additionalProperties": false})",
       {R"({"ármányos": 2})"},
       {R"({"élmény": 2})"}},
  });
}

TEST(Draft7, PropertyNamesApplyToNames) {
  expect_facts({
      {R"({"propertyNames": {"maxLength": 3}})",
       {R"({"f": {}, "foo": {}})", "{}", "[1, 2]", "\"foobar\""},
       {R"({"foo": {}, "foobar": {}})"}},
      {R"({"propertyNames": {"pattern": "^a+$"}})", {R"({"aa": 1})"}, {R"({"aaA": 1})", R"({"": 1})"}},
      {R"({"propertyNames": false})", {"{}"}, {R"({"a": 1})"}},
      {R"({"propertyNames": {"enum": ["a", "b"]}})", {R"({"a": 1, "b": 2})"}, {R"({"c": 1})"}},
      {R"({"propertyNames": {"type": "integer"}})", {"{}"}, {R"({"1": 1})"}},
      {R"({"propertyNames": {"minLength": 3}})", {R"({"a\u0000b": 1})"}, {R"({"ab": 1})"}},
      {R"({"propertyNames": {"anyOf": [{"const": "a"}, {"pattern": "^x-"}]}})",
       {R"({"a": 1, "x-b": 2})"},
       {R"({"b": 1})"}},
  });
}

TEST(Draft7, ItemsApplyToAllOrOneByOne) {
  expect_facts({
      {R"({"items": {"type": "integer"}})", {"[1, 2, 3]", "[]", R"({"foo": "bar"})", "\"x\""}, {"[1, \"x\"]"}},
      {R"({"items": [{"type": "integer"}, {"type": "string"}]})",
       {"[1, \"foo\"]", "[1]", "[1, \"foo\", true]", "[]"},
       {"[\"foo\", 1]"}},
      {R"({"items": true})", {"[1, \"foo\"]"}, {}},
      {R"({"items": false})", {"[]"}, {"[1]"}},
      {R"({"items": [true, false]})", {"[1]", "[]"}, {"[1, \"foo\"]"}},
      {R"({"items": {"items": {"type": "number"}}})", {"[[1, 2], []]"}, {"[[\"1\"]]"}},
  });
}

TEST(Draft7, AdditionalItemsApplyBehindAListOfItems) {
  expect_facts({
      {R"({"items": [{}], "additionalItems": {"type": "integer"}})",
       {"[null, 2, 3]", "[null]", "[]"},
       {"[null, 2, \"foo\"]"}},
      {R"({"items": [{}, {}, {}], "additionalItems": false})", {"[1, 2, 3]", "[1]"}, {"[1, 2, 3, 4]"}},
      {R"({"items": {}, "additionalItems": false})", {"[1, 2, 3, 4]"}, {}},
      {R"({"additionalItems": false})", {"[1, 2]", "{}"}, {}},
  });
}

TEST(Draft7, ContainsAsksForOneItem) {
  expect_facts({
      {R"({"contains": {"minimum": 5}})", {"[3, 4, 5]", "[3, 4, 5, 6]", "{}", "\"x\""}, {"[2, 3, 4]", "[]"}},
      {R"({"contains": {"const": 5}})", {"[3, 5.0]"}, {"[1, \"5\"]"}},
      {R"({"contains": true})", {"[1]"}, {"[]"}},
      {R"({"contains": false})", {"{}"}, {"[1]", "[]"}},
      {R"({"items": {"multipleOf": 2}, "contains": {"multipleOf": 3}})",
       {"[6, 2]"},
       {"[2, 4, 8]", "[3, 6, 9]", "[1, 5]"}},
  });
}

TEST(Draft7, AllOfAsksForAll) {
  expect_facts({
      {R"({"allOf": [{"required": ["bar"]}, {"required": ["foo"]}]})",
       {R"({"foo": 1, "bar": 2})"},
       {R"({"foo": 1})", R"({"bar": 2})", "{}"}},
      {R"({"allOf": [true, false]})", {}, {"\"foo\""}},
      {R"({"allOf": [{"multipleOf": 2}], "anyOf": [{"multipleOf": 3}], "oneOf": [{"multipleOf": 5}]})",
       {"30"},
       {"1", "2", "3", "5", "6", "10", "15"}},
  });
}

TEST(Draft7, AnyOfAsksForOneAtLeast) {
  expect_facts({
      {R"({"anyOf": [{"type": "integer"}, {"minimum": 2}]})", {"1", "2.5", "3", "\"x\""}, {"1.5"}},
      {R"({"type": "string", "anyOf": [{"maxLength": 2}, {"minLength": 4}]})",
       {"\"foobar\"", "\"a\""},
       {"3", "\"foo\""}},
      {R"({"anyOf": [false, false]})", {}, {"1"}},
      {R"({"anyOf": [{"anyOf": [{"type": "null"}]}]})", {"null"}, {"123"}},
  });
}

TEST(Draft7, OneOfAsksForExactlyOne) {
  expect_facts({
      {R"({"oneOf": [{"type": "integer"}, {"minimum": 2}]})", {"1", "2.5"}, {"3", "1.5"}},
      {R"({"oneOf": [true, true, false]})", {}, {"1"}},
      {R"({"oneOf": [true, false, false]})", {"1"}, {}},
      {R"({"oneOf": [false, false]})", {}, {"1"}},
      {R"({"type": "object", "oneOf": [{"required": ["foo", "bar"]}, {"required": ["foo", "baz"]}]})",
       {R"({"foo": 1, "bar": 2})", R"({"foo": 1, "baz": 2})"},
       {R"({"bar": 2})", R"({"foo": 1, "bar": 2, "baz": 3})"}},
  });
}

TEST(Draft7, NotRefuses) {
  expect_facts({
      {R"({"not": {"type": "integer"}})", {"\"foo\"", "1.5"}, {"1", "1.0"}},
      {R"({"not": {"type": ["integer", "boolean"]}})", {"\"foo\""}, {"1", "true"}},
      {R"({"not": {"type": "object", "properties": {"foo": {"type": "string"}}}})",
       {"1", R"({"foo": 1})"},
       {R"({"foo": "bar"})", "{}"}},
      {R"({"not": true})", {}, {"1", "{}"}},
      {R"({"not": false})", {"1"}, {}},
      {R"({"not": {"not": {}}})", {"1"}, {}},
      {R"({"properties": {"foo": {"not": {}}}})", {R"({"bar": 1})"}, {R"({"foo": 1, "bar": 2})"}},
  });
}

TEST(Draft7, IfDecidesBetweenThenAndElse) {
  expect_facts({
      {R"({"if": {"exclusiveMaximum": 0}, "then": {"minimum": -10}, "else": {"multipleOf": 2}})",
       {"-1", "4", "0"},
       {"-100", "3"}},
      {R"({"if": {"exclusiveMaximum": 0}, "then": {"minimum": -10}})", {"-1", "3"}, {"-100"}},
      {R"({"if": {"exclusiveMaximum": 0}, "else": {"multipleOf": 2}})", {"-1", "4"}, {"3"}},
      {R"({"if": {"const": 0}})", {"0", "1"}, {}},
      {R"({"then": {"const": 0}})", {"0", "1"}, {}},
      {R"({"else": {"const": 0}})", {"0", "1"}, {}},
      {R"({"if": true, "then": {"const": "then"}, "else": {"const": "else"}})", {"\"then\""}, {"\"else\""}},
      {R"({"if": false, "then": {"const": "then"}, "else": {"const": "else"}})", {"\"else\""}, {"\"then\""}},
      {R"({"allOf": [{"if": {"exclusiveMaximum": 0}}, {"then": {"minimum": -10}}, {"else": {"multipleOf": 2}}]})",
       {"-100", "3"},
       {}},
  });
}

TEST(Draft7, DependenciesAskForNamesOrSchemas) {
  expect_facts({
      {R"({"dependencies": {"bar": ["foo"]}})",
       {"{}", R"({"foo": 1})", R"({"foo": 1, "bar": 2})", "[\"bar\"]", "\"bar\""},
       {R"({"bar": 2})"}},
      {R"({"dependencies": {"bar": []}})", {"{}", R"({"bar": 2})"}, {}},
      {R"({"dependencies": {"quux": ["foo", "bar"]}})",
       {"{}", R"({"foo": 1, "bar": 2, "quux": 3})"},
       {R"({"foo": 1, "quux": 2})", R"({"quux": 1})"}},
      {R"({"dependencies": {"bar": {"properties": {"foo": {"type": "integer"}, "bar": {"type": "integer"}}}}})",
       {R"({"foo": 1, "bar": 2})", R"({"foo": "quux"})", "{}"},
       {R"({"foo": "quux", "bar": 2})", R"({"foo": 2, "bar": "quux"})"}},
      {R"({"dependencies": {"foo": true, "bar": false}})",
       {R"({"foo": 1})", "{}"},
       {R"({"bar": 2})", R"({"foo": 1, "bar": 2})"}},
      {R"({"dependencies": {"a\u0000b": ["c"], "d\u0000e": {"required": ["f"]}}})",
       {R"({"a": 1, "d": 1})"},
       {R"({"a\u0000b": 1})", R"({"d\u0000e": 1})"}},
  });
}

}  // namespace
}  // namespace conform
