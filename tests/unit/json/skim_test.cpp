#include "json/skim.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace conform {
namespace {

using Texts = std::vector<std::string>;
using Members = std::vector<std::pair<std::string, std::string>>;

std::optional<Texts> elements(std::string_view text) {
  Texts found;
  if (!skim_array(text, [&](std::string_view element) { found.emplace_back(element); })) return std::nullopt;
  return found;
}

std::optional<Members> members(std::string_view text) {
  Members found;
  const bool whole = skim_object(
      text, [&](std::string_view name, std::string_view value) { found.emplace_back(std::string{name}, value); });
  if (!whole) return std::nullopt;
  return found;
}

TEST(SkimArray, GivesTheTextOfEveryElement) {
  EXPECT_EQ(elements("[]"), Texts{});
  EXPECT_EQ(elements(" [ ] "), Texts{});
  EXPECT_EQ(elements("[1]"), Texts{"1"});
  EXPECT_EQ(elements(R"( [ "a" , -1.5e3,{"b": [1, 2]} , null,true,[[],{}] ] )"),
            (Texts{R"("a")", "-1.5e3", R"({"b": [1, 2]})", "null", "true", "[[],{}]"}));
}

TEST(SkimArray, IsNotMisledByWhatStandsInStringsAndComments) {
  EXPECT_EQ(elements(R"(["]", "\"]", "\\", ["\\\"[", "{"]])"),
            (Texts{R"("]")", R"("\"]")", R"("\\")", R"(["\\\"[", "{"])"}));
  EXPECT_EQ(elements("// [\n[1 /* ] */, // ,\n [/* ] \" */ 2] ]"), (Texts{"1", "[/* ] \" */ 2]"}));
}

TEST(SkimArray, CannotTellOfAnythingElse) {
  for (const char* text : {"", " ", "1", "{}", "[", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "[1]]", "[1] 2", "[\"]",
                           "[[]", "[\"\\\"]", "[/", "[1]/", "[}"})
    EXPECT_EQ(elements(text), std::nullopt) << text;
}

TEST(SkimObject, GivesNamesAndTheTextOfValues) {
  EXPECT_EQ(members("{}"), Members{});
  EXPECT_EQ(members(R"({"a": 1, "b" : {"a": "}"} ,"": []})"),
            (Members{{"a", "1"}, {"b", R"({"a": "}"})"}, {"", "[]"}}));
}

TEST(SkimObject, CannotTellNamesThatAreEscapedNorAnythingElse) {
  for (const char* text : {R"({"\u0061": 1})", R"({a: 1})", R"({"a"})", R"({"a":})", R"({"a": 1,})", "[]", "{",
                           R"({"a": 1)", R"({"a" 1})"})
    EXPECT_EQ(members(text), std::nullopt) << text;
}

}  // namespace
}  // namespace conform
