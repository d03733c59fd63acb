#include "base/log_commands.hpp"

#include <gtest/gtest.h>

namespace conform::test {
namespace {

TEST(LogCommands, AreBrokenUp) {
  EXPECT_EQ(without_log_commands("::add-mask::x\n  ::error::y\na ::b\n"), ": :add-mask::x\n  : :error::y\na ::b\n");
  EXPECT_EQ(without_log_commands("a ##vso[task.complete] ##[error] ##TeamCity[x] ## b"),
            "a ##vso [task.complete] ## [error] ##TeamCity [x] ## b");
  EXPECT_EQ(without_log_commands(":::x"), ": ::x");
  EXPECT_EQ(without_log_commands("###[x #[y ##x["), "### [x #[y ##x[");
}

TEST(LogCommands, AreFoundBehindEveryBlank) {
  for (const char* blank : {"\t", " ", "\v", "\f", "\u0085", "\u00A0", "\u1680", "\u2000", "\u2003", "\u200A", "\u2028",
                            "\u2029", "\u202F", "\u205F", "\u3000", "\uFEFF", "\u200B", "\u2060", "\x1b[1;31m"}) {
    const std::string before = std::string{"x\n"} + blank + blank;
    EXPECT_EQ(without_log_commands(before + "::error"), before + ": :error");
    EXPECT_EQ(without_log_commands(blank + std::string{"::error"}), blank + std::string{": :error"});
  }
  EXPECT_EQ(without_log_commands("a\r::b"), "a\r: :b");
  EXPECT_EQ(without_log_commands("\u00E4::b"), "\u00E4::b") << "a letter is not a blank";
}

TEST(LogCommands, AreFoundInParts) {
  const std::string text = "a\n \u00A0::b\n##vso[c";
  for (std::size_t at = 0; at <= text.size(); ++at) {
    LogCommandBreaker breaker;
    std::string out;
    breaker.pass(text.substr(0, at), out);
    breaker.pass(text.substr(at), out);
    EXPECT_EQ(out, "a\n \u00A0: :b\n##vso [c");
  }
}

}  // namespace
}  // namespace conform::test
