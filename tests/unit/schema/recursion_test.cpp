#include "schema/recursion.hpp"

#include <gtest/gtest.h>

#include "schema/link.hpp"
#include "unit/schema/schema_folder.hpp"

namespace conform {
namespace {

std::vector<std::unique_ptr<Node>> make_nodes(std::size_t count) {
  std::vector<std::unique_ptr<Node>> nodes;
  for (std::size_t i = 0; i < count; ++i) {
    nodes.push_back(std::make_unique<Node>());
    nodes.back()->id = i;
  }
  return nodes;
}

TEST(EndlessCircles, AreFoundInPlaceOnly) {
  auto nodes = make_nodes(3);
  nodes[0]->all_of = {nodes[1].get()};
  nodes[1]->negated = nodes[2].get();
  nodes[2]->items = nodes[0].get();
  EXPECT_TRUE(endless_circles(nodes).empty());
  nodes[2]->condition = nodes[1].get();
  EXPECT_EQ(endless_circles(nodes), (std::vector<Circle>{{nodes[1].get(), nodes[2].get()}}));
}

TEST(EndlessCircles, OfOneSchemaAreFound) {
  auto nodes = make_nodes(1);
  nodes[0]->one_of = {nodes[0].get()};
  EXPECT_EQ(endless_circles(nodes), (std::vector<Circle>{{nodes[0].get()}}));
}

TEST(EndlessCircles, AreFoundInLongWays) {
  auto nodes = make_nodes(200'000);
  for (std::size_t i = 0; i + 1 < nodes.size(); ++i) nodes[i]->all_of = {nodes[i + 1].get()};
  EXPECT_TRUE(endless_circles(nodes).empty());
  nodes.back()->any_of = {nodes[1].get()};
  ASSERT_EQ(endless_circles(nodes).size(), 1U);
  EXPECT_EQ(endless_circles(nodes)[0].size(), nodes.size() - 1);
}

}  // namespace
}  // namespace conform
