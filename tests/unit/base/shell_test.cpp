#include "base/shell.hpp"

#include <gtest/gtest.h>

namespace conform::test {
namespace {

TEST(Shell, LeavesWordsThatNeedNoQuotes) {
  EXPECT_EQ(shell_word("out/staging.jsonc"), "out/staging.jsonc");
  EXPECT_EQ(shell_word("http://127.0.0.1:8080/user/2024-3"), "http://127.0.0.1:8080/user/2024-3");
}

TEST(Shell, QuotesWhatTheShellWouldActOn) {
  EXPECT_EQ(shell_word(""), "''");
  EXPECT_EQ(shell_word("a b"), "'a b'");
  EXPECT_EQ(shell_word("$(reboot)"), "'$(reboot)'");
  EXPECT_EQ(shell_word("users/x[a=1]"), "'users/x[a=1]'");
  EXPECT_EQ(shell_word("it's"), "'it'\\''s'");
}

}  // namespace
}  // namespace conform::test
