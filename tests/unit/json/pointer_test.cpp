#include "json/pointer.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace conform {
namespace {

using nlohmann::json;
using Tokens = std::vector<std::string>;

TEST(JsonPointer, OfTheWholeDocumentHasNoTokens) { EXPECT_EQ(split_pointer(""), Tokens{}); }

TEST(JsonPointer, SplitsAtEachSlash) {
  EXPECT_EQ(split_pointer("/a/0"), (Tokens{"a", "0"}));
  EXPECT_EQ(split_pointer("/"), Tokens{""});
  EXPECT_EQ(split_pointer("//"), (Tokens{"", ""}));
  EXPECT_EQ(split_pointer("/a/"), (Tokens{"a", ""}));
}

TEST(JsonPointer, UnescapesTilde1BeforeTilde0) {
  EXPECT_EQ(split_pointer("/a~1b/m~0n"), (Tokens{"a/b", "m~n"}));
  EXPECT_EQ(split_pointer("/~01"), Tokens{"~1"});
}

TEST(JsonPointer, RefusesWhatIsNone) {
  for (const char* text : {"a", "a/b", "#/a", "/~", "/a~", "/~2", "/a~b"})
    EXPECT_EQ(split_pointer(text), std::nullopt) << text;
}

TEST(JsonPointer, EscapesTokens) {
  EXPECT_EQ(escape_token("a/b~c"), "a~1b~0c");
  EXPECT_EQ(escape_token("~1"), "~01");
  EXPECT_EQ(escape_token(""), "");
}

/// The document and the table of RFC 6901 section 5.
TEST(JsonPointer, ResolvesTheExamplesOfRfc6901) {
  const json document = json::parse(R"({"foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4,
                                        "i\\j": 5, "k\"l": 6, " ": 7, "m~n": 8})");
  const auto at = [&](std::string_view pointer) {
    const json* value = resolve_pointer(document, pointer);
    return value == nullptr ? json("nothing") : *value;
  };
  EXPECT_EQ(at(""), document);
  EXPECT_EQ(at("/foo"), (json{"bar", "baz"}));
  EXPECT_EQ(at("/foo/0"), "bar");
  EXPECT_EQ(at("/"), 0);
  EXPECT_EQ(at("/a~1b"), 1);
  EXPECT_EQ(at("/c%d"), 2);
  EXPECT_EQ(at("/e^f"), 3);
  EXPECT_EQ(at("/g|h"), 4);
  EXPECT_EQ(at("/i\\j"), 5);
  EXPECT_EQ(at("/k\"l"), 6);
  EXPECT_EQ(at("/ "), 7);
  EXPECT_EQ(at("/m~0n"), 8);
}

TEST(JsonPointer, ResolvesToNothing) {
  const json document = json::parse(R"({"list": [1, 2], "text": "abc", "1": "one"})");
  for (const char* pointer : {"/none", "/list/2", "/list/-", "/list/00", "/list/01", "/list/+1", "/list/ 1", "/list/1a",
                              "/list/", "/list/99999999999999999999999", "/text/0", "/1/0", "list", "/~"}) {
    EXPECT_EQ(resolve_pointer(document, pointer), nullptr) << pointer;
  }
}

TEST(JsonPointer, TakesDigitsForAMemberNameInObjects) {
  const json document = {{"01", true}};
  ASSERT_NE(resolve_pointer(document, "/01"), nullptr);
}

}  // namespace
}  // namespace conform
