#include "load/aliases_loader.hpp"

#include <gtest/gtest.h>

#include "load/lint.hpp"
#include "load/suite_loader.hpp"
#include "unit/load/mini_suite.hpp"

namespace conform {
namespace {

using test::MiniSuite;
using Lines = std::vector<std::string>;

void write_aliases(MiniSuite& mini, std::string_view text) {
  std::filesystem::copy_file(test::source_folder / "schemas/suite/aliases.schema.json",
                             mini.path() / "schemas/suite/aliases.schema.json",
                             std::filesystem::copy_options::overwrite_existing);
  mini.write("schemas/aliases.json", text);
}

/// What lint says of the aliases of a suite whose cases are users/basic/read and users/basic/change[attribute=…].
Lines collector(std::string_view cases, std::string_view requirements = "") {
  MiniSuite mini;
  write_aliases(mini, R"({"format": 1, "cases": {)" + std::string{cases} + R"(}, "requirements": {)" +
                          std::string{requirements} + "}}");
  const auto suite = mini.load();
  if (!suite) return test::lines(suite.error());
  Diagnostics diagnostics;
  check_aliases(*suite, diagnostics);
  return test::lines(diagnostics);
}

TEST(AliasesLoader, NeedsNoFile) {
  const auto suite = MiniSuite{}.load();
  ASSERT_TRUE(suite);
  EXPECT_TRUE(suite->aliases.cases.empty());
}

TEST(AliasesLoader, ReadsCasesAndRequirements) {
  MiniSuite mini;
  write_aliases(mini, R"({"format": 1, "cases": {"users/old/read": "users/basic/read"},
                          "requirements": {"OLD": "UPDATE-NULL"}})");
  const auto suite = mini.load();
  ASSERT_TRUE(suite) << to_string(suite.error().front());
  EXPECT_EQ(suite->aliases.case_id("users/old/read"), "users/basic/read");
  EXPECT_EQ(suite->aliases.requirement_id("OLD"), "UPDATE-NULL");
}

TEST(AliasesLoader, RefusesWhatIsNoId) {
  EXPECT_EQ(collector(R"("users": "users/basic/read")").size(), 1U);
  EXPECT_EQ(collector(R"("Users/a": "users/basic/read")").size(), 1U);
  EXPECT_EQ(collector("", R"("old": "UPDATE-NULL")").size(), 1U);
  MiniSuite mini;
  write_aliases(mini, R"({"format": 2, "cases": {}, "requirements": {}})");
  EXPECT_EQ(mini.diagnostics(), Lines{"schemas/aliases.json:1: /format: expected 1, found 2"});
}

TEST(AliasesLoader, LoadsTheFileThatACaseWasMovedTo) {
  MiniSuite mini;
  write_aliases(mini, R"({"format": 1, "cases": {"auth/old/read": "users/basic/read"}, "requirements": {}})");
  const auto suite = load_suite(mini.path(), [](std::string_view file) { return file == "auth/old"; });
  ASSERT_TRUE(suite) << to_string(suite.error().front());
  EXPECT_EQ(suite->cases.size(), 3U);
  EXPECT_TRUE(suite->left_out.empty());
}

TEST(LintAliases, FindsNothingInGoodOnes) {
  EXPECT_EQ(collector(R"("users/old/read": "users/basic/read", "users/older/read": "users/basic/read",
                          "users/basic/change[attribute=email]": "users/basic/change[attribute=locale]")",
                      R"("OLD": "UPDATE-NULL")"),
            Lines{});
}

TEST(LintAliases, FindsATargetThatThereIsNot) {
  EXPECT_EQ(collector(R"("users/old/read": "users/basic/raed")"),
            Lines{"schemas/aliases.json: /cases/users~1old~1read: there is no case \"users/basic/raed\" (did you mean "
                  "\"users/basic/read\"?)"});
  EXPECT_EQ(collector("", R"("OLD": "UPDATE-NUL")"),
            Lines{"schemas/aliases.json: /requirements/OLD: there is no requirement \"UPDATE-NUL\" (did you mean "
                  "\"UPDATE-NULL\"?)"});
}

TEST(LintAliases, FindsAnIdThatIsUsedAgain) {
  EXPECT_EQ(
      collector(R"("users/basic/change": "users/basic/read")"),
      Lines{"schemas/aliases.json: /cases/users~1basic~1change: \"users/basic/change\" is the id of a case (an id "
            "is never used again: give the case a new one)"});
  EXPECT_EQ(collector(R"("users/basic/change[attribute=locale]": "users/basic/read")").size(), 1U);
  EXPECT_EQ(collector("", R"("UPDATE-SETS-PROVIDED": "UPDATE-NULL")").size(), 1U);
}

TEST(LintAliases, FindsAChain) {
  EXPECT_EQ(collector(R"("users/a/a": "users/b/b", "users/b/b": "users/basic/read")"),
            Lines{"schemas/aliases.json: /cases/users~1a~1a: \"users/b/b\" is an alias too (name the present id: "
                  "\"users/basic/read\")"});
}

}  // namespace
}  // namespace conform
