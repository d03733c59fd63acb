#include "schema/schema_set.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "unit/schema/schema_folder.hpp"

namespace conform {
namespace {

TEST(SchemaSet, KnowsFilesAndTheirParts) {
  SchemaFolder folder;
  folder.add(
      "dir/a.json",
      R"({"definitions": {"x": {"type": "null"}, "a b": {}}, "properties": {"p/q": {"$ref": "#/definitions/x"}}})");
  const SchemaSet set = folder.loaded({"dir/a.json"});
  for (const char* name :
       {"dir/a.json", "dir/a.json#", "./dir/a.json", "dir/a.json#/definitions/x", "dir/a.json#/properties/p~1q",
        "dir/a.json#/definitions/a b", "dir/a.json#/definitions/a%20b"}) {
    EXPECT_TRUE(set.contains(name)) << name;
  }
  for (const char* name :
       {"", "a.json", "dir/a.json#/definitions", "dir/a.json#/definitions/y", "dir/a.json#x", "../a.json"}) {
    EXPECT_FALSE(set.contains(name)) << name;
  }
  EXPECT_TRUE(set.validate("dir/a.json#/properties/p~1q", nullptr).empty());
  EXPECT_FALSE(set.validate("dir/a.json#/properties/p~1q", 1).empty());
}

TEST(SchemaSet, RefusesNamesThatItDoesNotKnow) {
  EXPECT_THROW((void)schema_from("{}").validate("other.json", 1), std::invalid_argument);
  EXPECT_THROW((void)SchemaSet{}.validate("s.json", 1), std::invalid_argument);
  EXPECT_FALSE(SchemaSet{}.contains("s.json"));
}

TEST(SchemaSet, MayBeMovedAndOutliveItsFiles) {
  SchemaSet moved;
  {
    SchemaSet set = schema_from(R"({"items": {"const": {"deep": [1]}}, "pattern": "^a"})");
    moved = std::move(set);
  }
  EXPECT_TRUE(moved.validate("s.json", parsed(R"([{"deep": [1]}])")).empty());
  EXPECT_FALSE(moved.validate("s.json", parsed(R"([{"deep": [2]}])")).empty());
  EXPECT_FALSE(moved.validate("s.json", "b").empty());
}

TEST(SchemaSet, WithoutFilesIsEmpty) {
  SchemaFolder folder;
  EXPECT_FALSE(folder.loaded({}).contains("s.json"));
}

TEST(SchemaSet, TellsAtMostSoManyViolations) {
  const SchemaSet set = schema_from(R"({"items": {"type": "null"}})");
  const nlohmann::json document = nlohmann::json::array({1, 2, 3, 4, 5});
  EXPECT_EQ(set.validate("s.json", document, 3).size(), 3U);
  EXPECT_EQ(set.validate("s.json", document).size(), 5U);
  EXPECT_EQ(set.validate("s.json", document, 0).size(), 1U);  // none would mean valid
}

/// The schemas that the suite is made of.
TEST(SchemaSet, LoadsTheSchemasOfTheProject) {
  const std::filesystem::path root = std::filesystem::path{CONFORM_SOURCE_DIR} / "schemas";
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator{root}) {
    const std::string name = entry.path().lexically_relative(root).generic_string();
    if (name.ends_with(".schema.json")) files.push_back(name);
  }
  ASSERT_FALSE(files.empty());
  const auto set = SchemaSet::load(root, files);
  std::string reported;
  if (!set) {
    for (const Diagnostic& diagnostic : set.error()) reported += to_string(diagnostic) + "\n";
  }
  EXPECT_TRUE(set.has_value()) << reported;
}

}  // namespace
}  // namespace conform
