#include "check/media_type.hpp"

#include <gtest/gtest.h>

namespace conform {
namespace {

using Parameters = std::vector<std::pair<std::string, std::string>>;

struct Row {
  std::string text;
  std::string essence;
  Parameters parameters;
};

TEST(MediaType, IsReadAsRfc9110HasIt) {
  const std::vector<Row> table{
      {"application/json", "application/json", {}},
      {"Application/Vnd.API+JSON", "application/vnd.api+json", {}},
      {"  text/html\t", "text/html", {}},
      {"text/html; charset=utf-8", "text/html", {{"charset", "utf-8"}}},
      {"text/html;Charset=UTF-8", "text/html", {{"charset", "UTF-8"}}},
      {"text/html ; a=1 ; b=2", "text/html", {{"a", "1"}, {"b", "2"}}},
      {"text/html;a=1;a=2", "text/html", {{"a", "1"}, {"a", "2"}}},
      {R"(a/b;ext="https://x.example/a;b")", "a/b", {{"ext", "https://x.example/a;b"}}},
      {R"(a/b;q="say \"no\"")", "a/b", {{"q", "say \"no\""}}},
      {R"(a/b;q="")", "a/b", {{"q", ""}}},
      {"a/b;", "a/b", {}},
      {"a/b;;;c=d", "a/b", {{"c", "d"}}},
      {"!#$%&'*+-.^_`|~/1", "!#$%&'*+-.^_`|~/1", {}},
  };
  for (const Row& row : table) {
    EXPECT_EQ(parse_media_type(row.text), (MediaType{.essence = row.essence, .parameters = row.parameters}))
        << row.text;
  }
}

TEST(MediaType, IsNothingWhenItDepartsFromRfc9110) {
  for (const char* text : {"",
                           " ",
                           "json",
                           "/",
                           "application/",
                           "/json",
                           "application /json",
                           "application/ json",
                           "a/b c/d",
                           "a/b, c/d",
                           "a/b;c",
                           "a/b;c=",
                           "a/b;=d",
                           "a/b;c =d",
                           "a/b;c= d",
                           "a/b;c=\"d",
                           "a/b;c=\"d\\",
                           "a/b;c=\"d\"e",
                           "a/b;c=d e",
                           "a/b/c",
                           "ä/b",
                           "a/b;c=ä",
                           "\"a/b\""}) {
    EXPECT_EQ(parse_media_type(text), std::nullopt) << text;
  }
}

TEST(MediaType, TakesTheLongestHeaderInLinearTime) {
  std::string text = "a/b";
  for (int i = 0; i < 100'000; ++i) text += ";a=1";
  const auto parsed = parse_media_type(text);
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ(parsed->parameters.size(), 100'000U);
}

}  // namespace
}  // namespace conform
