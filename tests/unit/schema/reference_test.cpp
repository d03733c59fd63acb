#include "schema/reference.hpp"

#include <gtest/gtest.h>

#include <tuple>

namespace conform {
namespace {

TEST(Reference, IsRelativeToItsFile) {
  EXPECT_EQ(resolve_reference("b.json#/x", "a.json"), (Reference{.uri = "b.json", .fragment = "/x"}));
  EXPECT_EQ(resolve_reference("b.json", "dir/a.json"), (Reference{.uri = "dir/b.json", .fragment = ""}));
  EXPECT_EQ(resolve_reference("../b.json#", "dir/a.json"), (Reference{.uri = "b.json", .fragment = ""}));
  EXPECT_EQ(resolve_reference("./x/../b.json", "dir/a.json"), (Reference{.uri = "dir/b.json", .fragment = ""}));
}

TEST(Reference, WithoutAPathStaysInItsFile) {
  EXPECT_EQ(resolve_reference("#/definitions/x", "dir/a.json"),
            (Reference{.uri = "dir/a.json", .fragment = "/definitions/x"}));
  EXPECT_EQ(resolve_reference("#", "a.json"), (Reference{.uri = "a.json", .fragment = ""}));
  EXPECT_EQ(resolve_reference("", "a.json"), (Reference{.uri = "a.json", .fragment = ""}));
}

TEST(Reference, IsPercentDecodedOnce) {
  EXPECT_EQ(resolve_reference("b%20c.json#/%25%32%30~1", "a.json"),
            (Reference{.uri = "b c.json", .fragment = "/%20~1"}));
}

TEST(Reference, IsResolvedAgainstAUri) {
  const std::tuple<const char*, const char*, const char*, const char*> rows[] = {
      {"b.json", "http://example.org/dir/a.json", "http://example.org/dir/b.json", ""},
      {"../b.json#x", "http://example.org/dir/a.json", "http://example.org/b.json", "x"},
      {"/b.json", "http://example.org/dir/a.json", "http://example.org/b.json", ""},
      {"b.json", "http://example.org", "http://example.org/b.json", ""},
      {"//example.com/b", "http://example.org/a", "http://example.com/b", ""},
      {"?x=1", "http://example.org/a", "http://example.org/a?x=1", ""},
      {"b/", "http://example.org/", "http://example.org/b/", ""},
      {"b%20c#/%20", "http://example.org/a", "http://example.org/b%20c", "/ "},
      {"#/x", "urn:example:a?+b", "urn:example:a?+b", "/x"},
      {"urn:example:b#c", "http://example.org/a", "urn:example:b", "c"},
      {"http://example.org/x/../b#", "dir/a.json", "http://example.org/b", ""},
      {"file:///a/b.json", "dir/a.json", "file:///a/b.json", ""},
  };
  for (const auto& [text, base, uri, fragment] : rows) {
    EXPECT_EQ(resolve_reference(text, base), (Reference{.uri = uri, .fragment = fragment})) << text << " in " << base;
  }
}

TEST(Reference, MayLeadNowhere) {
  for (const char* text : {"#/a~2", "#%ff", "b%ff.json", "//example.org/a.json", "a.json?x"}) {
    EXPECT_FALSE(resolve_reference(text, "a.json")) << text;
  }
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
