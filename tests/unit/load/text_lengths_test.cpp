// Texts whose length is a limit.
#include "load/text_lengths.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "unit/load/mini_suite.hpp"

namespace conform {
namespace {

using nlohmann::json;
using Texts = std::vector<std::string>;

Texts values(const json& source) {
  Texts all;
  for (const json& value : texts_of_lengths(source)) all.push_back(value.at("value"));
  return all;
}

TEST(TextLengths, AreOneLessAndOneMoreThanALimit) {
  EXPECT_EQ(values({{"lengths", {16}}, {"around", {-1, 0, 1}}}),
            (Texts{"${repeat(a, 15)}", "${repeat(a, 16)}", "${repeat(a, 17)}"}));
}

TEST(TextLengths, CountBytesOfUtf8) {
  EXPECT_EQ(values({{"lengths", {9}}, {"characters", {"é", "漢", "😀"}}, {"in", {"bytes"}}}),
            (Texts{"x${repeat(é, 4)}", "${repeat(漢, 3)}", "x${repeat(😀, 2)}"}));
}

TEST(TextLengths, CountUnitsOfUtf16) {
  EXPECT_EQ(values({{"lengths", {5}}, {"characters", {"漢", "😀"}}, {"in", {"characters", "units"}}}),
            (Texts{"${repeat(漢, 5)}", "${repeat(😀, 5)}", "x${repeat(😀, 2)}"}));
}

TEST(TextLengths, HaveLabels) {
  const json all = texts_of_lengths({{"lengths", {8}}, {"characters", {"é"}}, {"in", {"characters", "bytes"}}});
  EXPECT_EQ(all.at(0).at("label"), "8-é");
  EXPECT_EQ(all.at(1).at("label"), "8-bytes-é");
}

const char* const some_lists =
    R"({"format": 2, "about": "Some.", "lists": {"limits": {"lengths": [8, 16]}, "more": ["x"]}})";

TEST(Lists, AreReadFromFilesOfTheirOwn) {
  test::MiniSuite suite;
  suite.write("cases/lists/some.json", some_lists);
  const auto read = suite.load();
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->fixtures.lists.at("limits")->size(), 2U);
  EXPECT_TRUE(read->fixtures.lists.contains("attributes"));
}

TEST(Lists, HaveNamesOfTheirOwn) {
  test::MiniSuite suite;
  suite.write("cases/lists/some.json", some_lists).write("cases/lists/twice.json", some_lists);
  EXPECT_EQ(suite.diagnostics(), (Texts{"cases/lists/twice.json:1: /lists/limits: there are two lists \"limits\"",
                                        "cases/lists/twice.json:1: /lists/more: there are two lists \"more\""}));
}

}  // namespace
}  // namespace conform
