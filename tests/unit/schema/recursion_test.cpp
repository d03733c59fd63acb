#include "schema/recursion.hpp"

#include <gtest/gtest.h>

#include "schema/link.hpp"
#include "unit/schema/schema_folder.hpp"

namespace conform {
namespace {

std::vector<std::unique_ptr<Node>> make_nodes(std::size_t count) {
  std::vector<std::unique_ptr<Node>> nodes;
  for (std::size_t i = 0; i < count; ++i) {
    nodes.push_back(std::make_unique<Node>());
    nodes.back()->id = i;
  }
  return nodes;
}

TEST(EndlessCircles, AreFoundInPlaceOnly) {
  auto nodes = make_nodes(3);
  nodes[0]->all_of = {nodes[1].get()};
  nodes[1]->negated = nodes[2].get();
  nodes[2]->items = nodes[0].get();
  EXPECT_TRUE(endless_circles(nodes).empty());
  nodes[2]->condition = nodes[1].get();
  EXPECT_EQ(endless_circles(nodes), (std::vector<Circle>{{nodes[1].get(), nodes[2].get()}}));
}

TEST(EndlessCircles, OfOneSchemaAreFound) {
  auto nodes = make_nodes(1);
  nodes[0]->one_of = {nodes[0].get()};
  EXPECT_EQ(endless_circles(nodes), (std::vector<Circle>{{nodes[0].get()}}));
}

TEST(TooDense, LooksAtTheLongestWayOfSchemasThatRecurse) {
  auto nodes = make_nodes(max_in_place_of_recursive + 1);
  Node& last = *nodes.back();
  Node& before = *nodes[max_in_place_of_recursive - 1];
  for (std::size_t i = 0; i + 1 < max_in_place_of_recursive; ++i) nodes[i]->all_of = {nodes[i + 1].get()};
  before.items = &last;
  last.items = nodes[0].get();
  EXPECT_EQ(too_dense(nodes), nullptr);
  before.alternative = &last;
  EXPECT_EQ(too_dense(nodes), nodes[0].get());
  last.items = nullptr;
  EXPECT_EQ(too_dense(nodes), nullptr);  // nothing recurses any more
}

TEST(TooDeep, CountsAllKindsOfNesting) {
  auto nodes = make_nodes(max_nesting + 1);
  for (std::size_t i = 0; i + 2 < nodes.size(); ++i) {
    if (i % 2 == 0) {
      nodes[i]->all_of = {nodes[i + 1].get()};
    } else {
      nodes[i]->properties = {{"a", nodes[i + 1].get()}};
    }
  }
  EXPECT_EQ(too_deep(nodes), nullptr);
  nodes[max_nesting - 1]->contains = nodes[max_nesting].get();
  EXPECT_EQ(too_deep(nodes), nodes[0].get());
}

TEST(TooDeep, IsAProblemOfTheFile) {
  std::string schema = R"({"definitions": {"d0": {})";
  for (int i = 1; i < 3000; ++i) {
    schema +=
        ", \"d" + std::to_string(i) + R"(": {"items": {"$ref": "#/definitions/d)" + std::to_string(i - 1) + "\"}}";
  }
  SchemaFolder folder;
  folder.add("a.json", schema + "}}");
  const Diagnostics diagnostics = folder.diagnostics({"a.json"});
  ASSERT_EQ(diagnostics.size(), 1U);
  EXPECT_EQ(diagnostics[0].message, "more than 1000 schemas are nested from here on");
}

TEST(TooDense, IsAProblemOfTheFile) {
  std::string schema = R"({"items": {"$ref": "#"}, "definitions": {"d0": {})";
  for (int i = 1; i < 9; ++i) {
    schema +=
        ", \"d" + std::to_string(i) + R"(": {"allOf": [{"$ref": "#/definitions/d)" + std::to_string(i - 1) + "\"}]}";
  }
  SchemaFolder folder;
  folder.add("a.json", schema + R"(}, "not": {"$ref": "#/definitions/d8"}})");
  const Diagnostics diagnostics = folder.diagnostics({"a.json"});
  ASSERT_EQ(diagnostics.size(), 1U);
  EXPECT_EQ(diagnostics[0].message, "a recursive schema applies more than 8 schemas to one value");
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

TEST(TooMany, CountsEachWay) {
  auto nodes = make_nodes(20);
  for (std::size_t i = 0; i + 1 < nodes.size(); ++i) nodes[i]->all_of = {nodes[i + 1].get()};
  EXPECT_EQ(too_many(nodes), nullptr);
  for (std::size_t i = 0; i + 1 < nodes.size(); ++i) nodes[i]->any_of = {nodes[i + 1].get()};
  EXPECT_EQ(too_many(nodes), nodes[0].get());
}

TEST(TooMany, IsAProblemOfTheFile) {
  SchemaFolder folder;
  folder.add("a.json", doubled(R"("allOf": [)", ", "));
  const Diagnostics diagnostics = folder.diagnostics({"a.json"});
  ASSERT_EQ(diagnostics.size(), 1U);
  EXPECT_EQ(diagnostics[0].message, "more than 10000 schema evaluations for one value");
}

TEST(MarkMemorised, MarksEverythingThatIsMetAgainWhereWaysToPartsMultiply) {
  const SchemaSet set = schema_from(doubled(R"("properties": {"a": )", R"(}, "patternProperties": {"^a": )"));
  nlohmann::json document = nullptr;
  for (int i = 0; i < 60; ++i) document = {{"a", document}};
  EXPECT_TRUE(set.validate("s.json", document).empty());
  for (nlohmann::json* last = &document;; last = &last->at("a")) {
    if (!last->at("a").is_null()) continue;
    last->at("a") = 1;
    break;
  }
  EXPECT_FALSE(set.validate("s.json", document).empty());
}

TEST(MarkMemorised, MarksWhatRecursesOnSeveralWays) {
  auto nodes = make_nodes(4);
  nodes[0]->items = nodes[1].get();
  nodes[0]->contains = nodes[1].get();  // twice, but nothing leads back
  nodes[2]->items = nodes[2].get();     // back, but once
  nodes[3]->items = nodes[3].get();
  nodes[3]->properties = {{"a", nodes[3].get()}};
  mark_memorised(nodes);
  EXPECT_FALSE(nodes[0]->memorise);
  EXPECT_FALSE(nodes[1]->memorise);
  EXPECT_FALSE(nodes[2]->memorise);
  EXPECT_TRUE(nodes[3]->memorise);
}

}  // namespace
}  // namespace conform
