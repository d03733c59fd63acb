#include "model/diagnostic.hpp"

#include <gtest/gtest.h>

namespace conform {
namespace {

TEST(ProblemText, HasFileLinePointerMessageAndHint) {
  EXPECT_EQ(to_string(Diagnostic{.file = "cases/a.json",
                                 .line = 12,
                                 .pointer = "/cases/0/expect",
                                 .message = "unknown member \"statuss\"",
                                 .hint = "did you mean \"status\"?"}),
            "cases/a.json:12: /cases/0/expect: unknown member \"statuss\" (did you mean \"status\"?)");
}

TEST(ProblemText, LeavesOutAnUnknownLine) {
  EXPECT_EQ(to_string(Diagnostic{.file = "a.json", .line = 0, .pointer = "/x", .message = "is wrong", .hint = {}}),
            "a.json: /x: is wrong");
}

TEST(ProblemText, LeavesOutThePointerToTheWholeFile) {
  EXPECT_EQ(to_string(Diagnostic{.file = "a.json", .line = 3, .pointer = {}, .message = "is wrong", .hint = {}}),
            "a.json:3: is wrong");
}

TEST(ProblemText, IsTheMessageAloneForAFlag) {
  EXPECT_EQ(to_string(Diagnostic{.file = {}, .line = 0, .pointer = {}, .message = "--jobs is wrong", .hint = "say 4"}),
            "--jobs is wrong (say 4)");
}

TEST(ProblemText, StartsWithThePointerWithoutAFile) {
  EXPECT_EQ(to_string(Diagnostic{.file = {}, .line = 0, .pointer = "/x", .message = "is wrong", .hint = {}}),
            "/x: is wrong");
}

}  // namespace
}  // namespace conform
