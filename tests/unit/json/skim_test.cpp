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
  JsonSkimmer skimmer{text};
  const bool whole = skimmer.array([&] {
    found.emplace_back(skimmer.value());
    return !found.back().empty();
  });
  if (!whole || !skimmer.at_end()) return std::nullopt;
  return found;
}

std::optional<Members> members(std::string_view text) {
  Members found;
  JsonSkimmer skimmer{text};
  const bool whole = skimmer.object([&](std::string_view name) {
    found.emplace_back(std::string{name}, skimmer.value());
    return !found.back().second.empty();
  });
  if (!whole || !skimmer.at_end()) return std::nullopt;
  return found;
}

TEST(JsonSkimmer, GivesTheTextOfEveryElementOfAnArray) {
  EXPECT_EQ(elements("[]"), Texts{});
  EXPECT_EQ(elements(" [ ] "), Texts{});
  EXPECT_EQ(elements("[1]"), Texts{"1"});
  EXPECT_EQ(elements(R"( [ "a" , -1.5e3,{"b": [1, 2]} , null,true,[[],{}] ] )"),
            (Texts{R"("a")", "-1.5e3", R"({"b": [1, 2]})", "null", "true", "[[],{}]"}));
}

TEST(JsonSkimmer, IsNotMisledByWhatStandsInStringsAndComments) {
  EXPECT_EQ(elements(R"(["]", "\"]", "\\", ["\\\"[", "{"]])"),
            (Texts{R"("]")", R"("\"]")", R"("\\")", R"(["\\\"[", "{"])"}));
  EXPECT_EQ(elements("// [\n[1 /* ] */, // ,\n [/* ] \" */ 2] ]"), (Texts{"1", "[/* ] \" */ 2]"}));
}

TEST(JsonSkimmer, CannotTellTheElementsOfAnythingElse) {
  for (const char* text : {"", " ", "1", "{}", "[", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "[1]]", "[1] 2", "[\"]",
                           "[[]", "[\"\\\"]", "[/", "[1]/", "[}"})
    EXPECT_EQ(elements(text), std::nullopt) << text;
}

TEST(JsonSkimmer, GivesTheNamesOfMembersAndTheTextOfTheirValues) {
  EXPECT_EQ(members("{}"), Members{});
  EXPECT_EQ(members(R"({"a": 1, "b" : {"a": "}"} ,"": []})"),
            (Members{{"a", "1"}, {"b", R"({"a": "}"})"}, {"", "[]"}}));
}

TEST(JsonSkimmer, CannotTellMembersWhoseNamesAreEscapedNorThoseOfAnythingElse) {
  for (const char* text : {R"({"\u0061": 1})", R"({a: 1})", R"({"a"})", R"({"a":})", R"({"a": 1,})", "[]", "{",
                           R"({"a": 1)", R"({"a" 1})"})
    EXPECT_EQ(members(text), std::nullopt) << text;
}

TEST(JsonSkimmer, GoesIntoWhatIsNested) {
  JsonSkimmer skimmer{R"({"a": [{"b": [1, 2, 3]}, {"b": []}], "c": [0]})"};
  std::vector<std::size_t> lengths;
  EXPECT_TRUE(skimmer.object([&](std::string_view name) {
    if (name != "a") return !skimmer.value().empty();
    return skimmer.array([&] {
      return skimmer.object([&](std::string_view) {
        lengths.push_back(0);
        return skimmer.at_array() && skimmer.array([&] { return ++lengths.back() > 0 && !skimmer.value().empty(); });
      });
    });
  }));
  EXPECT_TRUE(skimmer.at_end());
  EXPECT_EQ(lengths, (std::vector<std::size_t>{3, 0}));
}

}  // namespace
}  // namespace conform
