#include "suite/own_values.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

namespace conform {
namespace {

using nlohmann::json;

constexpr const char* some_id = "6c1c2a52-8f0e-4a0e-9d0c-1f0a4b1c2d3e";

TEST(OwnValues, AreDerivedFromTheIdInAnyLetterCase) {
  EXPECT_EQ(own_values_of(some_id), own_values_of(some_id));
  EXPECT_EQ(own_values_of(some_id), own_values_of("6C1C2A52-8F0E-4A0E-9D0C-1F0A4B1C2D3E"));
  EXPECT_NE(own_values_of(some_id), own_values_of("91f0c4d2-3b7a-4c55-8a41-7e2f9b6a5c10"));
}

TEST(OwnValues, HaveTheSizesThatNumbersForFictionNeed) {
  const OwnValues own = own_values_of(some_id);
  EXPECT_EQ(own.mark.size(), 8U);
  EXPECT_EQ(own.area.size(), 3U);
  EXPECT_EQ(own.line.size(), 1U);
  EXPECT_EQ(own.number.size(), 3U);
}

TEST(OwnValues, OfAllUsersOfARunDiffer) {
  std::vector<std::string> ids;
  for (int i = 0; i < 500; ++i) ids.push_back("user-" + std::to_string(i));
  std::set<std::string> marks;
  std::set<std::string> phones;
  std::set<std::string> numbers;
  const auto all = own_values_of_all(ids);
  for (const auto& [id, own] : all) {
    marks.insert(own.mark);
    phones.insert(own.area + own.line);
    numbers.insert(own.number);
  }
  EXPECT_EQ(marks.size(), ids.size());
  EXPECT_EQ(phones.size(), ids.size());
  EXPECT_EQ(numbers.size(), ids.size());
  std::reverse(ids.begin(), ids.end());
  EXPECT_EQ(own_values_of_all(ids), all) << "whatever the order";
}

TEST(OwnValues, AreFilledInAndOtherExpressionsLeft) {
  const OwnValues own{.mark = "uabcdefg", .area = "425", .line = "3", .number = "017"};
  EXPECT_EQ(
      with_own_values(json{{"email", "ada.${own.mark}@example.com"}, {"phone", "+1${own.area}55501${own.line}2"}}, own),
      (json{{"email", "ada.uabcdefg@example.com"}, {"phone", "+14255550132"}}));
  EXPECT_EQ(with_own_values("${own.number} ${nonce} ${own.age}", own), "017 ${nonce} ${own.age}");
}

}  // namespace
}  // namespace conform
