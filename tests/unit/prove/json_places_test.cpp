#include "prove/json_places.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <nlohmann/json.hpp>

namespace conform {
namespace {

std::string value_of(const std::string& text, const JsonPlace& place) {
  return text.substr(place.value, place.end - place.value);
}

TEST(JsonPlaces, NamesEveryValueAndItsBytes) {
  const std::string text = R"( {"a": [1, "x\"}"], "b": {"c": null}} )";
  const auto places = json_places(text);
  std::vector<std::pair<std::string, std::string>> seen;
  for (const JsonPlace& place : places) seen.emplace_back(place.pointer, value_of(text, place));
  const std::vector<std::pair<std::string, std::string>> wanted{{"", R"({"a": [1, "x\"}"], "b": {"c": null}})"},
                                                                {"/a", R"([1, "x\"}"])"},
                                                                {"/a/*", "1"},
                                                                {"/a/*", R"("x\"}")"},
                                                                {"/b", R"({"c": null})"},
                                                                {"/b/c", "null"}};
  EXPECT_EQ(seen, wanted);
}

TEST(JsonPlaces, KnowsTypesAndSiblings) {
  const auto places = json_places(R"({"a":true,"b":-1.5e3,"c":[]})");
  ASSERT_EQ(places.size(), 4U);
  EXPECT_EQ(places[1].type, JsonType::boolean);
  EXPECT_EQ(places[2].type, JsonType::number);
  EXPECT_EQ(places[3].type, JsonType::array);
  EXPECT_EQ(places[1].previous, JsonPlace::none);
  EXPECT_EQ(places[1].next, 2U);
  EXPECT_EQ(places[3].previous, 2U);
  EXPECT_EQ(places[3].next, JsonPlace::none);
}

TEST(JsonPlaces, TakesMembersOfAnyNameTogether) {
  const auto places = json_places(R"({"a":{"deep":1},"b":"x"})", true);
  ASSERT_EQ(places.size(), 3U);
  EXPECT_EQ(places[1].pointer, "/*");
  EXPECT_EQ(places[2].pointer, "/*");
}

TEST(JsonPlaces, OfWhatIsNoJsonThereAreNone) {
  for (const char* text : {"", "{", "[1,]x", "{\"a\"}", "{\"a\":1", "\"open", "1 2", "{\"a\":1}}"})
    EXPECT_TRUE(json_places(text).empty()) << text;
  EXPECT_TRUE(json_places(std::string(500, '[') + std::string(500, ']')).empty());
}

RC_GTEST_PROP(JsonPlaces, HaveTheValuesThatAParserFinds, (const std::map<std::string, std::vector<int>>& source)) {
  nlohmann::json document = nlohmann::json::object();
  for (const auto& [name, numbers] : source) {
    std::string letters;
    for (const char c : name) letters += static_cast<char>('a' + (static_cast<unsigned char>(c) % 26));
    document[letters] = numbers;
  }
  const std::string text = document.dump(2);
  const auto places = json_places(text);
  RC_ASSERT(!places.empty());
  for (const JsonPlace& place : places) {
    const auto value = nlohmann::json::parse(value_of(text, place));
    if (place.pointer.find('*') == std::string::npos)
      RC_ASSERT(value == document.at(nlohmann::json::json_pointer{place.pointer}));
  }
}

}  // namespace
}  // namespace conform
