#include "json/member_order.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

namespace conform {
namespace {

using nlohmann::json;

const json ordered_document =
    json::parse(R"({"a": 1, "b": {"c": [true, {"d": null, "e": "\u00e9"}], "f": {}}, "g": [], "h\"": 1.5})");

TEST(MemberOrder, ChangesNoValue) {
  for (std::uint64_t seed = 0; seed < 200; ++seed)
    EXPECT_EQ(json::parse(text_in_order(ordered_document, seed)), ordered_document);
}

TEST(MemberOrder, IsTheSameForOneSeed) {
  EXPECT_EQ(text_in_order(ordered_document, 7), text_in_order(ordered_document, 7));
}

TEST(MemberOrder, IsEachOneForSomeSeed) {
  std::set<std::string> seen;
  for (std::uint64_t seed = 0; seed < 200; ++seed) seen.insert(text_in_order({{"a", 1}, {"b", 2}, {"c", 3}}, seed));
  EXPECT_EQ(seen.size(), 6U);
}

TEST(MemberOrder, KeepsTheOrderOfLists) { EXPECT_EQ(text_in_order({3, 1, 2}, 5), "[3,1,2]"); }

TEST(MemberOrder, HasEmptyOnes) {
  EXPECT_EQ(text_in_order(json::object(), 1), "{}");
  EXPECT_EQ(text_in_order(json::array(), 1), "[]");
}

}  // namespace
}  // namespace conform
