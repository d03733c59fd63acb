#include "schema/evaluate.hpp"

#include <gtest/gtest.h>

#include "unit/schema/schema_folder.hpp"

namespace conform {
namespace {

using Found = std::vector<Violation>;

TEST(Explain, SaysWhatEachAssertionExpects) {
  struct Row {
    const char* schema;
    const char* document;
    const char* keyword;
    const char* expected;
  };
  const Row rows[] = {
      {"false", "1", "false", "nothing"},
      {R"({"type": "string"})", "1", "type", "string"},
      {R"({"type": ["null", "string"]})", "1", "type", "string or null"},
      {R"({"enum": ["male", "female", 3]})", "1", "enum", "one of \"male\", \"female\", 3"},
      {R"({"enum": [7]})", "1", "enum", "7"},
      {R"({"const": {"a": 1}})", "1", "const", R"({"a":1})"},
      {R"({"multipleOf": 0.01})", "1.234", "multipleOf", "a multiple of 0.01"},
      {R"({"minimum": 3})", "1", "minimum", "at least 3"},
      {R"({"maximum": 0})", "1", "maximum", "at most 0"},
      {R"({"exclusiveMinimum": 1})", "1", "exclusiveMinimum", "more than 1"},
      {R"({"exclusiveMaximum": 1})", "1", "exclusiveMaximum", "less than 1"},
      {R"({"minLength": 1})", "\"\"", "minLength", "at least 1 character"},
      {R"({"maxLength": 2})", "\"abc\"", "maxLength", "at most 2 characters"},
      {R"({"pattern": "^a\"$"})", "\"b\"", "pattern", "text that matches \"^a\\\"$\""},
      {R"({"format": "date-time"})", "\"b\"", "format", "a date-time (RFC 3339)"},
      {R"({"minItems": 2})", "[]", "minItems", "at least 2 items"},
      {R"({"maxItems": 1})", "[1, 2]", "maxItems", "at most 1 item"},
      {R"({"minProperties": 1})", "{}", "minProperties", "at least 1 member"},
      {R"({"maxProperties": 0})", R"({"a": 1})", "maxProperties", "at most 0 members"},
      {R"({"not": {"type": "integer"}})", "1", "not", "anything but integer"},
      {R"({"contains": {"const": 1}})", "[2]", "contains", "an item that is 1"},
  };
  for (const Row& row : rows) {
    const Found found = violations(row.schema, row.document);
    ASSERT_EQ(found.size(), 1U) << row.schema;
    EXPECT_EQ(found[0], (Violation{.where = "",
                                   .keyword = row.keyword,
                                   .expected = row.expected,
                                   .actual = parsed(row.document).dump(),
                                   .hint = {}}));
  }
}

TEST(Explain, PointsAtTheMemberThatIsTooMuch) {
  EXPECT_EQ(violations(R"({"properties": {"data": {"properties": {"status": {}}, "additionalProperties": false}}})",
                       R"({"data": {"statuss": [1]}})"),
            (Found{{.where = "/data/statuss",
                    .keyword = "additionalProperties",
                    .expected = "no member \"statuss\"",
                    .actual = "[1]",
                    .hint = "did you mean \"status\"?"}}));
}

TEST(Explain, NamesEachMissingMember) {
  EXPECT_EQ(
      violations(R"({"properties": {"a/b": {"required": ["x", "y", "z"]}}})", R"({"a/b": {"y": 1}})"),
      (Found{{.where = "/a~1b", .keyword = "required", .expected = "member \"x\"", .actual = "absent", .hint = {}},
             {.where = "/a~1b", .keyword = "required", .expected = "member \"z\"", .actual = "absent", .hint = {}}}));
}

TEST(Explain, NamesTheReasonOfADependency) {
  EXPECT_EQ(violations(R"({"dependencies": {"card": ["address"]}})", R"({"card": 1})"),
            (Found{{.where = "",
                    .keyword = "dependencies",
                    .expected = "member \"address\" next to \"card\"",
                    .actual = "absent",
                    .hint = {}}}));
}

TEST(Explain, PointsAtTheSecondOfEqualItems) {
  EXPECT_EQ(violations(R"({"properties": {"tags": {"uniqueItems": true}}})", R"({"tags": ["x", "y", "x"]})"),
            (Found{{.where = "/tags/2",
                    .keyword = "uniqueItems",
                    .expected = "items that all differ (item 0 is equal)",
                    .actual = "\"x\"",
                    .hint = {}}}));
}

TEST(Explain, PointsAtWrongNames) {
  EXPECT_EQ(violations(R"({"propertyNames": {"pattern": "^[a-z]+$"}})", R"({"Abc": 1, "def": 2})"),
            (Found{{.where = "/Abc",
                    .keyword = "propertyNames",
                    .expected = "as member name text that matches \"^[a-z]+$\"",
                    .actual = "\"Abc\"",
                    .hint = {}}}));
}

TEST(Explain, PointsAtItemsThatAreTooMany) {
  EXPECT_EQ(violations(R"({"items": [{}], "additionalItems": false})", "[1, 2]"),
            (Found{{.where = "/1",
                    .keyword = "additionalItems",
                    .expected = "no item after the first 1",
                    .actual = "2",
                    .hint = {}}}));
}

TEST(Explain, TellsTheCauseNotItsParents) {
  const Found found = violations(
      R"({"type": "object", "properties": {"data": {"allOf": [{"properties": {"list": {"items": {"oneOf": [{"properties": {"id": {"type": "string"}}}]}}}}]}}})",
      R"({"data": {"list": [{"id": "a"}, {"id": 1}]}})");
  EXPECT_EQ(found,
            (Found{{.where = "/data/list/1/id", .keyword = "type", .expected = "string", .actual = "1", .hint = {}}}));
}

TEST(Explain, TellsOnlyTheTypeOfAValueOfAnotherType) {
  const Found found = violations(
      R"({"type": "object", "required": ["a"], "allOf": [{"type": "object"}], "anyOf": [{"required": ["a"]}], "not": {"type": "integer"}})",
      "1");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].keyword, "type");
}

TEST(Explain, PutsTheDeepestFirst) {
  const Found found =
      violations(R"({"required": ["x"], "properties": {"a": {"type": "null"}, "b": {"items": {"type": "null"}}}})",
                 R"({"a": 1, "b": [2]})");
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].where, "/b/0");
  EXPECT_EQ(found[1].where, "/a");
  EXPECT_EQ(found[2].where, "");
}

TEST(Explain, TellsTheSameThingOnce) {
  EXPECT_EQ(violations(R"({"allOf": [{"required": ["a"]}, {"required": ["a"]}], "required": ["a"]})", "{}").size(), 1U);
}

/// JSON:API: null, one resource identifier, or a list of them.
const char* const linkage =
    R"({"definitions": {"identifier": {"type": "object", "required": ["type", "id"], "properties": {"type": {"const": "User"}, "id": {"type": "string"}}}},
  "oneOf": [{"type": "null"}, {"$ref": "#/definitions/identifier"}, {"type": "array", "items": {"$ref": "#/definitions/identifier"}}]})";

TEST(Explain, LetsTheClosestBranchSpeak) {
  EXPECT_EQ(violations(linkage, R"({"type": "User", "id": 1})"),
            (Found{{.where = "/id", .keyword = "type", .expected = "string", .actual = "1", .hint = {}}}));
  EXPECT_EQ(
      violations(linkage, R"([{"type": "User"}])"),
      (Found{{.where = "/0", .keyword = "required", .expected = "member \"id\"", .actual = "absent", .hint = {}}}));
}

TEST(Explain, ListsWhatTheBranchesExpectWhenNoneIsClose) {
  EXPECT_EQ(
      violations(linkage, "12"),
      (Found{{.where = "", .keyword = "oneOf", .expected = "null, or object, or array", .actual = "12", .hint = {}}}));
  EXPECT_EQ(
      violations(R"({"anyOf": [{"required": ["a"]}, {"required": ["b"]}]})", "{}"),
      (Found{
          {.where = "", .keyword = "anyOf", .expected = "member \"a\", or member \"b\"", .actual = "{}", .hint = {}}}));
}

TEST(Explain, KnowsBranchesByTheirConstants) {
  const char* schema =
      R"({"anyOf": [{"properties": {"kind": {"const": "cat"}, "lives": {"type": "integer"}}, "required": ["kind", "lives"]},
                                     {"properties": {"kind": {"const": "dog"}, "tail": {"type": "boolean"}, "bark": {"type": "boolean"}}, "required": ["kind"]}]})";
  const Found found = violations(schema, R"({"kind": "dog", "tail": 1, "bark": 2})");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].where, "/bark");
  EXPECT_EQ(found[1].where, "/tail");
}

TEST(Explain, SaysThatTwoBranchesFit) {
  EXPECT_EQ(violations(R"({"oneOf": [{"type": "integer"}, {"const": 0}, {"minimum": 2}]})", "3"),
            (Found{{.where = "",
                    .keyword = "oneOf",
                    .expected = "exactly one of 3 schemas; number 1 and number 3 both fit",
                    .actual = "3",
                    .hint = {}}}));
}

TEST(Explain, TellsWhatThenOrElseExpects) {
  const char* schema =
      R"({"if": {"properties": {"country": {"const": "US"}}}, "then": {"required": ["state"]}, "else": {"required": ["province"]}})";
  EXPECT_EQ(violations(schema, R"({"country": "US"})")[0].expected, "member \"state\"");
  EXPECT_EQ(violations(schema, R"({"country": "CA"})")[0].expected, "member \"province\"");
}

TEST(Explain, ClipsWhatItQuotes) {
  const Found found = violations(R"({"type": "null"})", "\"" + std::string(100'000, 'x') + "\"");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_LT(plain(found[0].actual).size(), 300U);
}

TEST(Explain, ClipsLongLists) {
  std::string schema = R"({"enum": [0)";
  for (int i = 1; i < 1000; ++i) schema += "," + std::to_string(i);
  const Found found = violations(schema + "]}", "-1");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_LT(plain(found[0].expected).size(), 400U);
  EXPECT_TRUE(plain(found[0].expected).ends_with(", … (1000 values)")) << plain(found[0].expected);
}

}  // namespace
}  // namespace conform
