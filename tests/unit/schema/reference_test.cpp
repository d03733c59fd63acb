#include "schema/reference.hpp"

#include <gtest/gtest.h>

namespace conform {
namespace {

TEST(Reference, IsRelativeToItsFile) {
  EXPECT_EQ(resolve_reference("b.json#/x", "a.json"), (Reference{.file = "b.json", .pointer = "/x"}));
  EXPECT_EQ(resolve_reference("b.json", "dir/a.json"), (Reference{.file = "dir/b.json", .pointer = ""}));
  EXPECT_EQ(resolve_reference("../b.json#", "dir/a.json"), (Reference{.file = "b.json", .pointer = ""}));
  EXPECT_EQ(resolve_reference("./x/../b.json", "dir/a.json"), (Reference{.file = "dir/b.json", .pointer = ""}));
}

TEST(Reference, WithoutAPathStaysInItsFile) {
  EXPECT_EQ(resolve_reference("#/definitions/x", "dir/a.json"),
            (Reference{.file = "dir/a.json", .pointer = "/definitions/x"}));
  EXPECT_EQ(resolve_reference("#", "a.json"), (Reference{.file = "a.json", .pointer = ""}));
  EXPECT_EQ(resolve_reference("", "a.json"), (Reference{.file = "a.json", .pointer = ""}));
}

TEST(Reference, IsPercentDecodedOnce) {
  EXPECT_EQ(resolve_reference("b%20c.json#/%25%32%30~1", "a.json"),
            (Reference{.file = "b c.json", .pointer = "/%20~1"}));
}

TEST(PathBelowRoot, IsNormalised) {
  EXPECT_EQ(path_below_root("./a//b/../c.json"), "a/c.json");
  EXPECT_EQ(path_below_root("a..b.json"), "a..b.json");
}

TEST(PathBelowRoot, RefusesWhatLeadsOut) {
  for (const char* path : {"", ".", "..", "../a", "a/../../b", "/a", "a/", "a\\b"})
    EXPECT_FALSE(path_below_root(path)) << path;
}

TEST(SchemaName, HasAFragmentOnlyForParts) {
  EXPECT_EQ(schema_name("a.json", ""), "a.json");
  EXPECT_EQ(schema_name("a.json", "/x"), "a.json#/x");
}

}  // namespace
}  // namespace conform
