#include "reports/case_id.hpp"

#include <gtest/gtest.h>

namespace conform {
namespace {

using Segments = std::vector<std::string_view>;
using Values = std::vector<std::pair<std::string_view, std::string_view>>;

TEST(CaseId, PathIsSplitAtSlashes) {
  EXPECT_EQ(path_of("users/patch/merge/stays"), (Segments{"users", "patch", "merge", "stays"}));
}

TEST(CaseId, SlashesOfMatrixValuesSeparateNothing) {
  EXPECT_EQ(path_of("users/x[path=/a/b.c]"), (Segments{"users", "x"}));
}

TEST(CaseId, EmptySegmentsCountForNothing) {
  EXPECT_TRUE(path_of("").empty());
  EXPECT_TRUE(path_of("[a=b]").empty());
  EXPECT_EQ(path_of("//a//b/"), (Segments{"a", "b"}));
}

TEST(CaseId, MatrixStandsInBrackets) {
  EXPECT_EQ(matrix_of("a[b=c]"), "b=c");
  EXPECT_EQ(matrix_of("a[b=[c]]"), "b=[c]");
  EXPECT_EQ(matrix_of("a"), "");
  EXPECT_EQ(matrix_of("a["), "");
}

TEST(CaseId, MatrixValuesHaveNames) {
  EXPECT_EQ(matrix_values("a[b=c,d=e=f]"), (Values{{"b", "c"}, {"d", "e=f"}}));
  EXPECT_TRUE(matrix_values("a").empty());
}

}  // namespace
}  // namespace conform
