#include <gtest/gtest.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/gate.hpp"
#include "json/parse.hpp"

namespace conform {
namespace {

std::string repeated(std::string_view part, std::size_t times) {
  std::string text;
  text.reserve(part.size() * times);
  for (std::size_t i = 0; i < times; ++i) text += part;
  return text;
}

/// Far above what linear time needs (milliseconds), also under a sanitizer; far below what quadratic time takes.
constexpr std::chrono::seconds linear{20};

TEST(HostileJson, ManyNestedArraysEndInAClearError) {
  const auto value = parse_json(repeated("[", 100'000));
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().message, "nested deeper than 256 levels");
  EXPECT_EQ(value.error().offset, 256U);
  EXPECT_EQ(value.error().line, 1U);
}

TEST(HostileJson, ManyNestedObjectsEndInAClearErrorWithAShortPointer) {
  const auto value = parse_json(repeated(R"({"member":)", 100'000));
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().message, "nested deeper than 256 levels");
  EXPECT_LE(value.error().pointer.size(), 500U);
  EXPECT_TRUE(value.error().pointer.starts_with("/member/member"));
}

TEST(HostileJson, DepthCostsNoStackWhateverTheLimit) {
  const std::size_t depth = 1'000'000;
  const auto value = parse_json(repeated("[", depth) + repeated("]", depth), {.max_depth = depth});
  EXPECT_TRUE(value.has_value());
}

TEST(HostileJson, ManyEmptyArraysBesideEachOtherAreFine) {
  const auto value = parse_json("[" + repeated("[],", 300'000) + "0]");
  ASSERT_TRUE(value);
  EXPECT_EQ(value->size(), 300'001U);
}

TEST(HostileJson, NoMoreValuesThanTheLimitAreMade) {
  const JsonLimits limits{.max_values = 4};
  EXPECT_TRUE(parse_json(R"([1,{"a":2}])", limits));
  const auto value = parse_json(R"([1,{"a":2},3])", limits);
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().message, "more than 4 values");
  EXPECT_EQ(value.error().pointer, "/2");
  EXPECT_FALSE(parse_json("[" + repeated("0,", 1'000'000) + "0]"));
}

TEST(HostileJson, AMemberNameOfAMegabyteDoesNotFloodTheError) {
  const std::string name(1U << 20U, 'n');
  const auto value = parse_json("{\"" + name + "\":1,\"" + name + "\":2}");
  ASSERT_FALSE(value);
  EXPECT_LT(plain(value.error().message).size(), 200U);
  EXPECT_EQ(value.error().pointer, "");
}

TEST(HostileJson, ANumberOfAMegabyteIsReadInLinearTime) {
  const auto begin = std::chrono::steady_clock::now();
  const auto value = parse_json("0." + std::string(8U << 20U, '7'));
  ASSERT_TRUE(value);
  EXPECT_DOUBLE_EQ(value->get<double>(), 0.77777777777777777);
  EXPECT_FALSE(parse_json(std::string(8U << 20U, '7')));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, linear);
}

TEST(HostileJson, ManyMembersAreReadWithoutASquare) {
  std::string text = "{";
  for (std::size_t i = 0; i < 300'000; ++i) text += "\"" + std::to_string(i) + "\":0,";
  const auto begin = std::chrono::steady_clock::now();
  const auto value = parse_json(text + "\"\":0}");
  ASSERT_TRUE(value);
  EXPECT_EQ(value->size(), 300'001U);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, linear);
}

TEST(HostileJson, LinesBelowALongNameCostNoMoreThanTheirLimit) {
  const std::string name(1U << 20U, 'n');
  JsonLines lines;
  ASSERT_TRUE(parse_json("{\"" + name + "\":[" + repeated("0,", 1'000) + "0]}", {}, &lines));
  std::size_t bytes = 0;
  for (const auto& [pointer, line] : lines) bytes += pointer.size();
  EXPECT_LE(bytes, 64U << 20U);
  EXPECT_GT(lines.size(), 2U);
}

TEST(HostileJson, ControlCharactersOfTheTextStayOutOfTheMessage) {
  for (const std::string text :
       {"\x1B[2J", "[\x01]", "{\"\x02\":1}", "\"\\\x1B\"", "{\"\\u001b[2J\":1,\"\\u001b[2J\":1}"}) {
    const auto value = parse_json(text);
    ASSERT_FALSE(value);
    for (const char c : plain(value.error().message))
      EXPECT_GE(static_cast<unsigned char>(c), 0x20) << plain(value.error().message);
  }
}

}  // namespace
}  // namespace conform
