#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "unit/schema/schema_folder.hpp"

namespace conform {
namespace {

using nlohmann::json;

/// Far above what linear time needs, also under a sanitizer; far below what the classic traps take.
constexpr std::chrono::seconds soon{30};

class Stopwatch {
 public:
  ~Stopwatch() { EXPECT_LT(std::chrono::steady_clock::now() - begin_, soon); }

 private:
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

TEST(HostileDocument, LongStringsDoNotHurtPatterns) {
  const Stopwatch watch;
  const json text = std::string(10U << 20U, 'a');
  const json other = std::string(10U << 20U, 'a') + "!";
  for (const char* pattern : {"^(a|b)*$", "^(a+)+$", "^.*$", "^[ab]*$", "^(.*)(.*)(.*)a$", "^(a|a)*$"}) {
    const SchemaSet set = schema_from(std::string{R"({"pattern": ")"} + pattern + "\"}");
    EXPECT_TRUE(set.validate("s.json", text).empty()) << pattern;
    EXPECT_EQ(set.validate("s.json", other).empty(), std::string{pattern} == "^.*$") << pattern;
  }
}

TEST(HostileDocument, LongNamesDoNotHurtPatterns) {
  const Stopwatch watch;
  const SchemaSet set =
      schema_from(R"({"patternProperties": {"^(a|b)*$": {"type": "null"}}, "additionalProperties": false})");
  EXPECT_TRUE(set.validate("s.json", json{{std::string(5U << 20U, 'a'), nullptr}}).empty());
  const auto found = set.validate("s.json", json{{std::string(5U << 20U, 'c'), nullptr}});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_LT(plain(found[0].where).size() + plain(found[0].expected).size() + plain(found[0].actual).size(), 2000U);
}

TEST(HostileDocument, LongStringsDoNotHurtFormats) {
  const Stopwatch watch;
  for (const char* format : {"date", "time", "date-time", "email", "hostname", "ipv4", "ipv6", "uri", "uri-reference",
                             "uuid", "json-pointer", "regex", "bcp47", "tz"}) {
    const SchemaSet set = schema_from(std::string{R"({"format": ")"} + format + "\"}");
    for (const char* part : {"a", "a.", "a-", "1", "::", "/a", "(", "%20", "[", "\"", "\\", "\xC3\xA9"}) {
      std::string text;
      while (text.size() < (1U << 19U)) text += part;
      (void)set.validate("s.json", text);
    }
  }
}

json nested(std::size_t depth, const json& leaf, const char* name = nullptr) {
  json value = leaf;
  for (std::size_t i = 0; i < depth; ++i) {
    json outer = name == nullptr ? json::array() : json::object();
    if (name == nullptr) {
      outer.push_back(std::move(value));
    } else {
      outer[name] = std::move(value);
    }
    value = std::move(outer);
  }
  return value;
}

TEST(HostileDocument, AsDeepAsTheParserAllowsIsValidated) {
  const Stopwatch watch;
  const SchemaSet set = schema_from(R"({"type": ["array", "null"], "items": {"$ref": "#"}})");
  EXPECT_TRUE(set.validate("s.json", nested(256, nullptr)).empty());
  const auto found = set.validate("s.json", nested(256, 1));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].where.size(), 512U);
  EXPECT_EQ(found[0].keyword, "type");
}

/// `count` definitions, d0 first, of which each applies the next to the same value.
std::string chain(int count, const std::string& first) {
  std::string schema = R"({"definitions": {"d0": )" + first;
  for (int i = 1; i < count; ++i) {
    schema +=
        ", \"d" + std::to_string(i) + R"(": {"allOf": [{"$ref": "#/definitions/d)" + std::to_string(i - 1) + "\"}]}";
  }
  return schema + R"(}, "type": ["array", "null"], "anyOf": [{"$ref": "#/definitions/d)" + std::to_string(count - 1) +
         "\"}]}";
}

#ifdef CONFORM_SANITIZED
constexpr std::size_t deepest = 64;  // sanitizers take several times the stack
#else
constexpr std::size_t deepest = 240;
#endif

TEST(HostileDocument, AsDeepAsTheParserAllowsFitsOnTheStackWithSchemasInPlace) {
  const SchemaSet set = schema_from(chain(3, R"({"items": {"$ref": "#"}})"));
  EXPECT_TRUE(set.validate("s.json", nested(deepest, nullptr)).empty());
  EXPECT_FALSE(set.validate("s.json", nested(deepest, 1)).empty());
}

TEST(HostileDocument, ForWhichTooManySchemasApplyOneInsideTheOtherIsNotJudged) {
  const SchemaSet long_chain = schema_from(chain(5000, "true"));
  EXPECT_THROW((void)long_chain.validate("s.json", nullptr), CannotJudge);
  const SchemaSet recursive = schema_from(chain(8, R"({"items": {"$ref": "#"}})"));
  EXPECT_TRUE(recursive.validate("s.json", nested(20, nullptr)).empty());
  EXPECT_THROW((void)recursive.validate("s.json", nested(256, nullptr)), CannotJudge);
}

/// 60 schemas, each of which leads to the next on two ways.
std::string doubled(const std::string& one_way, const std::string& other_way) {
  std::string schema = R"({"definitions": {"d60": {"type": ["null", "object"]})";
  for (int i = 0; i < 60; ++i) {
    const std::string next = R"({"$ref": "#/definitions/d)" + std::to_string(i + 1) + "\"}";
    std::string text = one_way + next + other_way + next;
    schema += ", \"d" + std::to_string(i) + "\": {" + text + (one_way.ends_with("[") ? "]}" : "}}");
  }
  return schema + R"(}, "allOf": [{"$ref": "#/definitions/d0"}]})";
}

TEST(HostileDocument, IsJudgedSoonWhereWaysToTheSameSchemaMultiply) {
  const Stopwatch watch;
  json document = nullptr;
  for (int i = 0; i < 60; ++i) document = {{"a", document}};
  for (const char* in_place : {"allOf", "anyOf", "oneOf"}) {
    const SchemaSet set = schema_from(doubled(std::string{"\""} + in_place + "\": [", ", "));
    EXPECT_EQ(set.validate("s.json", document).empty(), std::string{in_place} != "oneOf") << in_place;
    EXPECT_FALSE(set.validate("s.json", 1).empty()) << in_place;
  }
  const SchemaSet parts = schema_from(doubled(R"("properties": {"a": )", R"(}, "patternProperties": {"^a": )"));
  EXPECT_TRUE(parts.validate("s.json", document).empty());
  for (json* last = &document;; last = &last->at("a")) {
    if (!last->at("a").is_null()) continue;
    last->at("a") = 1;
    break;
  }
  EXPECT_FALSE(parts.validate("s.json", document).empty());
}

TEST(HostileDocument, BranchesThatRecurseAreNotTriedAgainAndAgain) {
  const Stopwatch watch;
  const SchemaSet set = schema_from(
      R"({"anyOf": [{"type": "null"}, {"properties": {"a": {"$ref": "#"}}, "required": ["a"], "additionalProperties": false},
                                                  {"properties": {"a": {"$ref": "#"}}, "required": ["a"]},
                                                  {"properties": {"a": {"allOf": [{"$ref": "#"}]}}, "required": ["a"]}]})");
  EXPECT_TRUE(set.validate("s.json", nested(200, nullptr, "a")).empty());
  EXPECT_FALSE(set.validate("s.json", nested(200, json::object(), "a")).empty());
  const SchemaSet one_of = schema_from(
      R"({"oneOf": [{"const": 1}, {"items": {"$ref": "#"}, "type": "array"}, {"items": {"$ref": "#"}, "maxItems": 0, "type": "array"}]})");
  EXPECT_TRUE(one_of.validate("s.json", nested(200, 1)).empty());
  EXPECT_FALSE(one_of.validate("s.json", nested(200, 2)).empty());
}

TEST(HostileDocument, ManyItemsAreComparedWithoutASquare) {
  const Stopwatch watch;
  const SchemaSet set = schema_from(R"({"uniqueItems": true})");
  json strings = json::array();
  for (int i = 0; i < 200'000; ++i) strings.push_back("item " + std::to_string(i));
  EXPECT_TRUE(set.validate("s.json", strings).empty());
  strings.push_back("item 7");
  const auto found = set.validate("s.json", strings);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].where, "/200000");
}

TEST(HostileDocument, ManyViolationsDoNotFlood) {
  const Stopwatch watch;
  const SchemaSet set = schema_from(R"({"additionalProperties": false, "items": {"type": "null", "minLength": 1}})");
  json document = json::object();
  for (int i = 0; i < 100'000; ++i) document["member " + std::to_string(i)] = std::string(100, 'x');
  EXPECT_EQ(set.validate("s.json", document).size(), 20U);
  EXPECT_EQ(set.validate("s.json", json(std::vector<int>(1'000'000, 1))).size(), 20U);
}

TEST(HostileDocument, WideAndDeepAtOnceIsLinear) {
  const Stopwatch watch;
  const SchemaSet set = schema_from(R"({"items": {"$ref": "#"}, "type": ["array", "integer"]})");
  const json leaves = std::vector<int>(200'000, 1);
  EXPECT_TRUE(set.validate("s.json", nested(250, leaves)).empty());
}

TEST(HostileDocument, InvalidUtf8FromElsewhereDoesNotThrow) {
  const SchemaSet set = schema_from(R"({"type": "null", "pattern": "^é$", "format": "email"})");
  EXPECT_EQ(set.validate("s.json", "\xFF\xC3").size(), 1U);
  const SchemaSet texts = schema_from(R"({"pattern": "^é$", "minLength": 10, "additionalProperties": false})");
  EXPECT_EQ(texts.validate("s.json", "\xFF\xC3").size(), 2U);
  EXPECT_EQ(texts.validate("s.json", json{{"\xFF", 1}}).size(), 1U);
}

}  // namespace
}  // namespace conform
