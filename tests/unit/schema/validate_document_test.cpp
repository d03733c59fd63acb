#include "schema/validate_document.hpp"

#include <gtest/gtest.h>

#include "unit/schema/schema_folder.hpp"

namespace conform {
namespace {

const char* const user =
    R"({"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}, "tags": {"items": {"type": "string"}}}})";

TEST(ValidateDocument, FindsNothingInAValidOne) {
  const auto found = validate_document(schema_from(user), "s.json", "user.json", R"({"id": 1})");
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->empty());
}

TEST(ValidateDocument, TellsTheLineOfEachViolation) {
  const auto found =
      validate_document(schema_from(user), "s.json", "user.json", "{\n  \"tags\": [\n    \"a\",\n    2\n  ]\n}");
  ASSERT_TRUE(found);
  ASSERT_EQ(found->size(), 2U);
  EXPECT_EQ((*found)[0].violation.where, "/tags/1");
  EXPECT_EQ((*found)[0].line, 4U);
  EXPECT_EQ((*found)[1].violation.keyword, "required");
  EXPECT_EQ((*found)[1].line, 1U);
}

TEST(ValidateDocument, TellsWhatIsNoJson) {
  const auto found = validate_document(schema_from(user), "s.json", "user.json", "{\"id\": 1,\n \"id\": 2}");
  ASSERT_FALSE(found);
  EXPECT_EQ(to_string(found.error()), "user.json:2: /id: duplicate member \"id\" (column 2)");
}

TEST(ValidateDocument, KeepsToItsLimits) {
  const SchemaSet set = schema_from(user);
  EXPECT_FALSE(validate_document(set, "s.json", "d", "{\"id\": 1} // c"));
  EXPECT_TRUE(validate_document(set, "s.json", "d", "{\"id\": 1} // c", {.comments = true}));
  const std::string deep = std::string(100'000, '[');
  const auto found = validate_document(set, "s.json", "d", deep);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().message, "nested deeper than 256 levels (column 257)");
}

}  // namespace
}  // namespace conform
