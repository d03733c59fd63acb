// Which combinations of attributes the cases send.
#include "load/value_coverage.hpp"

#include <gtest/gtest.h>

#include "unit/load/mini_suite.hpp"

namespace conform {
namespace {

std::string table(const std::string& attributes) {
  Suite suite;
  suite.fixtures = test::base_suite().fixtures;
  suite.cases =
      test::loaded(test::case_file(test::a_case(R"("steps": [{"send": {"operation": "updateUser", "attributes": )" +
                                                attributes + R"(}, "expect": {"status": 200, "effect": "merge"}}])")));
  return value_coverage_markdown(suite, "2024-3");
}

// Of three attributes: address, firstName and locale.
TEST(ValueCoverage, CountsSizesPairsAndTriples) {
  EXPECT_NE(table(R"({"firstName": "Ada", "locale": null})")
                .find("| updateUser | 1 | 0 | 0 | 1 | 0 | 0 | 3 of 27 | 1 of 27 |"),
            std::string::npos);
}

TEST(ValueCoverage, CountsDocumentsWithSeveralNulls) {
  EXPECT_NE(table(R"({"firstName": null, "locale": null})").find("| updateUser | 1 | 0 | 0 | 1 | 0 | 1 |"),
            std::string::npos);
}

TEST(ValueCoverage, KnowsStatesAndChangesToThem) {
  EXPECT_NE(table(R"({"$from": "full", "$with": {"/firstName": null}, "$without": ["/locale"]})")
                .find("| updateUser | 1 | 0 | 0 | 1 | 0 | 0 |"),
            std::string::npos);
  EXPECT_NE(table(R"("minimal")").find("| updateUser | 1 | 0 | 1 | 0 | 0 | 0 |"), std::string::npos);
}

}  // namespace
}  // namespace conform
