#include <gtest/gtest.h>

#include "unit/schema/schema_folder.hpp"

namespace conform {
namespace {

bool valid(const SchemaSet& set, const std::string& name, std::string_view document) {
  return set.validate(name, parsed(document)).empty();
}

TEST(References, LeadToDefinitions) {
  expect_facts({
      {R"({"definitions": {"a": {"type": "integer"}, "b": {"$ref": "#/definitions/a"}, "c": {"$ref": "#/definitions/b"}}, "properties": {"x": {"$ref": "#/definitions/c"}}})",
       {R"({"x": 5})", "{}"},
       {R"({"x": "a"})"}},
      {R"({"items": [{"type": "integer"}, {"$ref": "#/items/0"}]})", {"[1, 2]"}, {"[1, \"foo\"]"}},
      {R"({"properties": {"foo": {"type": "integer"}, "bar": {"$ref": "#/properties/foo"}}})",
       {R"({"bar": 3})"},
       {R"({"bar": true})"}},
      {R"({"allOf": [{"$ref": "#/definitions/bool"}], "definitions": {"bool": false}})", {}, {"1"}},
      {R"({"$ref": "#/definitions/a", "definitions": {"a": {"type": "null"}}})", {"null"}, {"1"}},
  });
}

TEST(References, UnescapePointersAndPercents) {
  expect_facts(
      {{R"({"definitions": {"til~de": {"type": "integer"}, "sla/sh": {"type": "integer"}, "per%cent": {"type": "integer"}, "sp ace": {"type": "integer"}, "ü\"": {"type": "integer"}},
                     "properties": {"a": {"$ref": "#/definitions/til~0de"}, "b": {"$ref": "#/definitions/sla~1sh"}, "c": {"$ref": "#/definitions/per%25cent"},
                                    "d": {"$ref": "#/definitions/sp%20ace"}, "e": {"$ref": "#/definitions/%C3%BC%22"}}})",
        {R"({"a": 1, "b": 1, "c": 1, "d": 1, "e": 1})"},
        {R"({"a": "x"})", R"({"b": "x"})", R"({"c": "x"})", R"({"d": "x"})", R"({"e": "x"})"}}});
}

TEST(References, IgnoreTheirSiblings) {
  expect_facts(
      {{R"({"definitions": {"list": {"type": "array"}}, "properties": {"foo": {"$ref": "#/definitions/list", "maxItems": 2}}})",
        {R"({"foo": [1, 2, 3]})"},
        {R"({"foo": "x"})"}}});
}

TEST(References, AreNotLookedForInValues) {
  expect_facts({{R"({"const": {"$ref": "#/nowhere"}})", {R"({"$ref": "#/nowhere"})"}, {"{}"}},
                {R"({"enum": [{"$ref": "#/nowhere"}], "default": {"$ref": "x"}, "examples": [{"$ref": 3}]})",
                 {R"({"$ref": "#/nowhere"})"},
                 {"{}"}},
                {R"({"properties": {"$ref": {"$ref": "#/definitions/s"}}, "definitions": {"s": {"type": "string"}}})",
                 {R"({"$ref": "a"})"},
                 {R"({"$ref": 2})"}}});
}

TEST(References, MayRecurseThroughParts) {
  expect_facts({
      {R"({"properties": {"foo": {"$ref": "#"}}, "additionalProperties": false})",
       {R"({"foo": {"foo": {}}})", "{}"},
       {R"({"bar": 1})", R"({"foo": {"bar": false}})"}},
      {R"({"type": "object", "required": ["v"], "properties": {"v": {"type": "number"}, "kids": {"type": "array", "items": {"$ref": "#"}}}})",
       {R"({"v": 1, "kids": [{"v": 2, "kids": []}, {"v": 3}]})"},
       {R"({"v": 1, "kids": [{"v": 2, "kids": [{"v": "x"}]}]})", R"({"v": 1, "kids": [{}]})"}},
      {R"({"anyOf": [{"type": "null"}, {"type": "array", "items": {"$ref": "#"}}]})",
       {"[[], [null, [[]]]]"},
       {"[[1]]", "1"}},
      {R"({"propertyNames": {"$ref": "#"}, "maxLength": 3})", {R"({"abc": {}})"}, {R"({"abcd": {}})"}},
  });
}

TEST(References, LeadToOtherFilesByRelativePath) {
  SchemaFolder folder;
  folder
      .add(
          "user.json",
          R"({"properties": {"address": {"$ref": "parts/address.json"}, "id": {"$ref": "parts/types.json#/definitions/id"}}})")
      .add(
          "parts/address.json",
          R"({"type": "object", "properties": {"owner": {"$ref": "../user.json"}, "id": {"$ref": "./types.json#/definitions/id"}}})")
      .add("parts/types.json", R"({"definitions": {"id": {"type": "integer"}}})");
  const SchemaSet set = folder.loaded({"user.json"});
  EXPECT_TRUE(valid(set, "user.json", R"({"id": 1, "address": {"id": 2, "owner": {"id": 3}}})"));
  EXPECT_FALSE(valid(set, "user.json", R"({"address": {"owner": {"address": {"id": "x"}}}})"));
  EXPECT_TRUE(set.contains("parts/address.json"));
  EXPECT_TRUE(set.contains("parts/types.json#/definitions/id"));
}

TEST(References, KeepDefinitionsOfTheSameNameApart) {
  SchemaFolder folder;
  folder
      .add(
          "one.json",
          R"({"definitions": {"a": {"type": "integer"}}, "properties": {"x": {"$ref": "#/definitions/a"}, "y": {"$ref": "two.json#/definitions/a"}, "z": {"$ref": "two.json"}}})")
      .add(
          "two.json",
          R"({"definitions": {"a": {"type": "string"}}, "properties": {"x": {"$ref": "#/definitions/a"}, "y": {"$ref": "one.json#/definitions/a"}}})");
  const SchemaSet set = folder.loaded({"one.json", "two.json"});
  EXPECT_TRUE(valid(set, "one.json", R"({"x": 1, "y": "s", "z": {"x": "s", "y": 1}})"));
  EXPECT_FALSE(valid(set, "one.json", R"({"x": "s"})"));
  EXPECT_FALSE(valid(set, "one.json", R"({"y": 1})"));
  EXPECT_FALSE(valid(set, "one.json", R"({"z": {"x": 1}})"));
  EXPECT_TRUE(valid(set, "two.json", R"({"x": "s", "y": 1})"));
  EXPECT_FALSE(valid(set, "two.json", R"({"x": 1})"));
  EXPECT_FALSE(valid(set, "two.json#/definitions/a", "1"));
  EXPECT_TRUE(valid(set, "one.json#/definitions/a", "1"));
}

TEST(References, OfAWholeFileMayBeNothingButAReference) {
  SchemaFolder folder;
  folder.add("alias.json", R"({"$ref": "real.json"})").add("real.json", R"({"type": "null"})");
  const SchemaSet set = folder.loaded({"alias.json"});
  EXPECT_TRUE(valid(set, "alias.json", "null"));
  EXPECT_FALSE(valid(set, "alias.json", "1"));
}

TEST(References, ToNothingAreProblems) {
  SchemaFolder folder;
  folder.add("a.json",
             "{\n  \"properties\": {\n    \"x\": {\"$ref\": \"#/definitions/adress\"}},\n  \"definitions\": "
             "{\"address\": {}}\n}");
  EXPECT_EQ(folder.diagnostics({"a.json"}),
            (Diagnostics{{.file = "a.json",
                          .line = 3,
                          .pointer = "/properties/x/$ref",
                          .message = "reference \"#/definitions/adress\" leads to nothing",
                          .hint = "did you mean \"/definitions/address\"?"}}));
}

TEST(References, ToWhatIsNoSchemaAreProblems) {
  for (const char* to : {"#/definitions", "#/properties", "#/x-own", "#/enum/0", "#/title", "#/required"}) {
    SchemaFolder folder;
    folder.add(
        "a.json",
        std::string{
            R"({"definitions": {}, "properties": {}, "x-own": {}, "enum": [{}], "title": "t", "required": ["a"], "not": {"$ref": ")"} +
            to + "\"}}");
    const Diagnostics diagnostics = folder.diagnostics({"a.json"});
    ASSERT_EQ(diagnostics.size(), 1U) << to;
    EXPECT_EQ(diagnostics[0].message, std::string{"reference \""} + to + "\" leads to something that is not a schema");
  }
}

TEST(References, InACircleAreOneProblem) {
  SchemaFolder folder;
  folder.add("a.json", R"({"definitions": {"a": {"$ref": "b.json#/definitions/b"}, "c": {"$ref": "#/definitions/a"}}})")
      .add("b.json", R"({"definitions": {"b": {"$ref": "a.json#/definitions/c"}}})");
  const Diagnostics diagnostics = folder.diagnostics({"a.json"});
  ASSERT_EQ(diagnostics.size(), 1U);
  EXPECT_EQ(diagnostics[0].message,
            "references in a circle: a.json#/definitions/a -> b.json#/definitions/b -> a.json#/definitions/c -> "
            "a.json#/definitions/a");
}

TEST(References, InALongCircleOrThatLeadNowhereAreOneProblem) {
  for (const bool circle : {true, false}) {
    std::string schema = R"({"definitions": {"e": {"$ref": "#/definitions/d7"})";
    constexpr int count = 5000;
    for (int i = 0; i < count; ++i) {
      const std::string next = std::to_string(circle ? (i + 1) % count : i + 1);
      schema += ", \"d" + std::to_string(i) + R"(": {"$ref": "#/definitions/d)" + next + "\"}";
    }
    SchemaFolder folder;
    folder.add("a.json", schema + "}}");
    const Diagnostics diagnostics = folder.diagnostics({"a.json"});
    ASSERT_EQ(diagnostics.size(), 1U);
    const std::string& message = diagnostics[0].message;
    EXPECT_NE(message.find(circle ? "(5000 in all) -> a.json#/definitions/d0" : "d5000\" leads to nothing"),
              std::string::npos)
        << message;
    EXPECT_LT(message.size(), 1000U);
  }
}

TEST(References, ToThemselvesAreProblems) {
  for (const char* schema : {R"({"$ref": "#"})", R"({"definitions": {"a": {"$ref": "#/definitions/a"}}})"}) {
    SchemaFolder folder;
    folder.add("a.json", schema);
    const Diagnostics diagnostics = folder.diagnostics({"a.json"});
    ASSERT_EQ(diagnostics.size(), 1U) << schema;
    EXPECT_TRUE(diagnostics[0].message.starts_with("references in a circle")) << diagnostics[0].message;
  }
}

TEST(References, ThatApplyASchemaToTheSameValueWithoutEndAreProblems) {
  for (
      const char* schema :
      {R"({"allOf": [{"$ref": "#"}]})", R"({"anyOf": [{"type": "null"}, {"$ref": "#"}]})",
       R"({"oneOf": [{"$ref": "#"}]})", R"({"not": {"$ref": "#"}})", R"({"if": {"$ref": "#"}})",
       R"({"if": true, "then": {"$ref": "#"}})", R"({"if": true, "else": {"$ref": "#"}})",
       R"({"dependencies": {"a": {"$ref": "#"}}})",
       R"({"definitions": {"a": {"allOf": [{"$ref": "#/definitions/b"}]}, "b": {"allOf": [{"$ref": "#/definitions/a"}]}}})"}) {
    SchemaFolder folder;
    folder.add("a.json", schema);
    const Diagnostics diagnostics = folder.diagnostics({"a.json"});
    ASSERT_EQ(diagnostics.size(), 1U) << schema;
    EXPECT_TRUE(diagnostics[0].message.starts_with("a schema that applies itself to the same value without end: "))
        << diagnostics[0].message;
  }
}

TEST(References, OutOfTheFolderAreProblems) {
  const std::pair<const char*, const char*> cases[] = {
      {"../outside.json", "it names a file outside of the folder of the schemas"},
      {"%2e%2e/outside.json", "it names a file outside of the folder of the schemas"},
      {"x/../../outside.json", "it names a file outside of the folder of the schemas"},
      {"/etc/passwd", "it names an absolute path"},
      {"file:///etc/passwd", "no file for file:///etc/passwd"},
      {"https://example.org/s.json", "no file for https://example.org/s.json"},
      {"//example.org/s.json", "a relative reference to a file has neither a host nor a query"},
      {"a.json?x=1", "a relative reference to a file has neither a host nor a query"},
      {"b%00.json", "it names a path with a NUL or a backslash"},
      {"%ff.json", "bad percent-encoding"},
      {"#/a~2", "the part after # is not a JSON Pointer"},
      {"sub/", "it names a folder"},
  };
  for (const auto& [text, message] : cases) {
    SchemaFolder folder;
    folder.add("a.json", std::string{R"({"items": {"$ref": ")"} + text + "\"}}");
    const Diagnostics diagnostics = folder.diagnostics({"a.json"});
    ASSERT_EQ(diagnostics.size(), 1U) << text;
    EXPECT_EQ(diagnostics[0].message, std::string{"reference \""} + text + "\": " + message);
    EXPECT_EQ(diagnostics[0].pointer, "/items/$ref");
  }
}

TEST(References, LeadToIdentifiers) {
  expect_facts({
      {R"({"allOf": [{"$ref": "#foo"}], "definitions": {"a": {"$id": "#foo", "type": "integer"}}})", {"1"}, {"\"a\""}},
      {R"({"$id": "http://example.org/a.json", "allOf": [{"$ref": "b.json#/definitions/x"}], "definitions": {"b": {"$id": "b.json", "definitions": {"x": {"type": "integer"}}}}})",
       {"1"},
       {"\"a\""}},
      {R"({"$id": "http://example.org/a/", "items": {"$id": "b/", "items": {"$ref": "c"}}, "definitions": {"c": {"$id": "b/c", "type": "null"}}})",
       {"[[null]]"},
       {"[[1]]"}},
      {R"({"$id": "urn:example:a", "properties": {"x": {"$ref": "urn:example:a"}}, "minProperties": 1})",
       {R"({"x": {"y": 1}})"},
       {R"({"x": {}})"}},
      // Siblings of $ref do not count, not even an $id; nor does an $id in a value or in an unknown place.
      {R"({"$id": "http://example.org/base/", "definitions": {"a": {"$id": "s", "type": "null"}}, "allOf": [{"$id": "http://example.org/", "$ref": "s"}]})",
       {"null"},
       {"1"}},
      {R"({"definitions": {"a": {"const": {"$id": "b"}}, "x": {"x-own": {"$id": "b"}}, "b": {"$id": "b", "type": "null"}}, "allOf": [{"$ref": "b"}]})",
       {"null"},
       {"1"}},
  });
}

TEST(References, ToADocumentGoByItsUriAndItsId) {
  SchemaFolder folder;
  folder.add("user.json", R"({"$id": "http://example.org/schemas/user.json", "items": {"$ref": "id.json"}})")
      .add("web/id.json", R"({"type": "integer", "definitions": {"up": {"$ref": "sub/x.json#n"}}})")
      .add("web/sub/x.json", R"({"definitions": {"n": {"$id": "#n", "$comment": "named"}}})");
  const auto set = SchemaSet::load(
      folder.path(), {"user.json"},
      {.strict = true, .bases = {{.uri = "http://example.org/schemas/", .folder = folder.path() / "web"}}});
  ASSERT_TRUE(set) << to_string(set.error().front());
  EXPECT_TRUE(valid(*set, "user.json", "[1]"));
  EXPECT_FALSE(valid(*set, "user.json", "[null]"));
  EXPECT_FALSE(folder.load({"user.json"}));
}

TEST(References, ByUriNeverLeaveTheFolderOfTheBase) {
  SchemaFolder folder;
  folder.add("secret.json", "true").add("web/a.json", "true");
  for (const char* reference : {"http://example.org/%2e%2e/secret.json", "http://example.org/a%2f..%2f..%2fsecret.json",
                                "http://example.org/", "http://example.org/none.json"}) {
    folder.add("s.json", std::string{R"({"items": {"$ref": ")"} + reference + "\"}}");
    const auto set =
        SchemaSet::load(folder.path(), {"s.json"},
                        {.strict = true, .bases = {{.uri = "http://example.org/", .folder = folder.path() / "web"}}});
    ASSERT_FALSE(set) << reference;
    EXPECT_EQ(set.error().size(), 1U) << reference;
  }
}

TEST(References, LeadToDraft7ItselfByItsUri) {
  expect_facts(
      {{R"({"$ref": "http://json-schema.org/draft-07/schema#"})",
        {R"({"definitions": {"a": {"type": "integer"}}})", "true", R"({"unknown": 1})"},
        {R"({"definitions": {"a": {"type": 1}}})", R"({"minLength": -1})", R"({"pattern": "("})", "1"}},
       {R"({"$ref": "http://json-schema.org/draft-07/schema#/definitions/nonNegativeInteger"})", {"0"}, {"-1"}}});
}

TEST(References, OfTheSameIdAreProblems) {
  SchemaFolder folder;
  folder.add("a.json", R"({"$id": "http://example.org/a", "items": {"$ref": "b.json"}, "not": {"$id": "a"}})");
  folder.add("b.json", "true");
  const Diagnostics diagnostics = folder.diagnostics({"a.json"});
  ASSERT_FALSE(diagnostics.empty());
  EXPECT_EQ(diagnostics[0].pointer, "/not/$id");
}

TEST(References, LongChainsResolve) {
  std::string schema = R"({"definitions": {"d0": {"type": "null"})";
  for (int i = 1; i < 5000; ++i) {
    schema += ", \"d" + std::to_string(i) + R"(": {"$ref": "#/definitions/d)" + std::to_string(i - 1) + "\"}";
  }
  const SchemaSet set = schema_from(schema + R"(}, "$ref": "#/definitions/d4999"})");
  EXPECT_TRUE(valid(set, "s.json", "null"));
  EXPECT_FALSE(valid(set, "s.json", "1"));
}

}  // namespace
}  // namespace conform
