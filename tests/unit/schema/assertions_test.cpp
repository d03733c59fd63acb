#include "schema/assertions.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace conform {
namespace {

using nlohmann::json;
using Keywords = std::vector<std::string_view>;

TEST(BrokenAssertions, NamesEachBrokenKeyword) {
  const json two = 2;
  const json three = 3;
  Node node;
  node.maximum = &two;
  node.multiple_of = &two;
  EXPECT_EQ(broken_assertions(node, three), (Keywords{"multipleOf", "maximum"}));
  EXPECT_EQ(broken_assertions(node, two), Keywords{});
}

TEST(BrokenAssertions, StopsAtAValueOfAnotherKind) {
  const json list = json::array({"a"});
  Node node;
  node.types = type_string | type_null;
  node.enumeration = &list;
  node.min_length = 5;
  EXPECT_EQ(broken_assertions(node, 1), Keywords{"type"});
  EXPECT_EQ(broken_assertions(node, "b"), Keywords{"enum"});
  EXPECT_EQ(broken_assertions(node, "a"), Keywords{"minLength"});
}

TEST(BrokenAssertions, FindsOneAtLeastWhenOneIsEnough) {
  Node node;
  node.required = {"a"};
  node.min_properties = 1;
  EXPECT_EQ(broken_assertions(node, json::object()).size(), 2U);
  EXPECT_FALSE(broken_assertions(node, json::object(), true).empty());
}

TEST(EqualElements, FindsTheFirstPair) {
  using Pair = std::pair<std::size_t, std::size_t>;
  EXPECT_EQ(equal_elements(json{3, 1, 2, 1.0}), (Pair{1, 3}));
  EXPECT_EQ(equal_elements(json{"a", "a", "a"}), (Pair{0, 1}));
  EXPECT_EQ(equal_elements(json{1, 2, true}), std::nullopt);
  EXPECT_EQ(equal_elements(json::array()), std::nullopt);
}

}  // namespace
}  // namespace conform
