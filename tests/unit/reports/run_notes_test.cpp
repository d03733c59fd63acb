#include "reports/run_notes.hpp"

#include <gtest/gtest.h>

namespace conform::test {
namespace {

TEST(RestoreCommands, AreOneForEachJournalAndNameTheTarget) {
  RunResult result;
  EXPECT_TRUE(restore_commands(result).empty());
  result.target.arguments = "--target staging.jsonc";
  result.restoration.journal = ".conform/restore-1.json\na folder/restore-2.json";
  EXPECT_EQ(restore_commands(result),
            (std::vector<std::string>{"conform restore .conform/restore-1.json --target staging.jsonc",
                                      "conform restore 'a folder/restore-2.json' --target staging.jsonc"}));
}

}  // namespace
}  // namespace conform::test
