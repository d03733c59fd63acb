#pragma once

#include "explore/explore_table.hpp"
#include "load/suite_loader.hpp"

namespace conform::test {

/// The project's suite without its cases, loaded once.
inline const Suite& the_suite() {
  static const Suite suite = *load_suite(CONFORM_SOURCE_DIR, [](std::string_view) { return false; });
  return suite;
}

/// Its table.
inline const ExploreTable& the_table() {
  static const ExploreTable table = *load_explore_table(the_suite());
  return table;
}

/// A target that has everything.
inline ExploreLimits all_there_is() {
  return {.version = "2024-3", .users = 8, .actors = {"admin", "reader", "expired", "unlinked"}};
}

}  // namespace conform::test
