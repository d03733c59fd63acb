// Case files that are not written by mistake: a problem each, never a crash.
#include <gtest/gtest.h>

#include <algorithm>

#include "unit/load/mini_suite.hpp"

namespace conform {
namespace {

using test::a_case;
using test::case_file;
using test::diagnostics;
using Lines = std::vector<std::string>;

std::string only_diagnostic(std::string_view text) {
  const Lines found = diagnostics(text);
  EXPECT_EQ(found.size(), 1U);
  return found.empty() ? std::string{} : found.front();
}

TEST(HostileFile, MayNotNestTooDeep) {
  EXPECT_NE(only_diagnostic(std::string(100'000, '[')).find("nested deeper than 128 levels"), std::string::npos);
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "{\"a\":";
  EXPECT_NE(only_diagnostic(deep).find("nested deeper than 128 levels"), std::string::npos);
}

TEST(HostileFile, HasToBeUtf8) {
  EXPECT_EQ(diagnostics(case_file(a_case("\"tags\": [\"\xFF\"]"))).size(), 1U);
  EXPECT_EQ(diagnostics("\xFE\xFF").size(), 1U);
}

TEST(HostileFile, MayNotHaveAMemberTwice) {
  EXPECT_NE(only_diagnostic("{\"about\": \"x\",\n\"about\": \"y\", \"cases\": []}").find("duplicate member \"about\""),
            std::string::npos);
}

TEST(HostileFile, MayNotBeEmptyOrHoldMoreThanOneValue) {
  EXPECT_EQ(diagnostics("").size(), 1U);
  EXPECT_EQ(diagnostics("// nothing").size(), 1U);
  EXPECT_EQ(diagnostics(case_file(a_case("")) + "{}").size(), 1U);
  EXPECT_EQ(diagnostics(std::string("\0", 1)).size(), 1U);
}

TEST(HostileFile, MayNotBeTooLong) {
  const std::string text = case_file(a_case("")) + std::string(17U << 20U, ' ');
  EXPECT_EQ(diagnostics(text).size(), 1U);
}

TEST(HostileFile, HasToBeACaseFile) {
  for (const char* text :
       {"null", "[]", "7", "\"cases\"", "{}", R"({"format": 2, "about": "", "cases": []})",
        R"({"format": 2, "about": "x", "cases": {}})", R"({"format": 2, "about": "x", "cases": [null]})",
        R"({"format": 2, "about": "x", "cases": [[]]})"}) {
    EXPECT_FALSE(diagnostics(text).empty()) << text;
  }
}

TEST(HostileFile, TellsOfSchemaProblemsAtMostSoMany) {
  std::string members;
  for (int i = 0; i < 5'000; ++i) members += (i > 0 ? ", " : "") + ("\"x" + std::to_string(i)) + "\": 1";
  const auto all = diagnostics(case_file(a_case(members)));
  ASSERT_EQ(all.size(), 20U);
  EXPECT_TRUE(std::ranges::any_of(all, [](const std::string& one) {
    return one.find("at least 981 more violations of its schema") != std::string::npos;
  })) << all.back();
}

}  // namespace
}  // namespace conform
