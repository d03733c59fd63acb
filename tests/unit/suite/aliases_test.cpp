#include "suite/aliases.hpp"

#include <gtest/gtest.h>

namespace conform {
namespace {

using Ids = std::vector<std::string>;

const Aliases aliases{.cases = {{"users/old", "users/new"},
                                {"users/older", "users/new"},
                                {"users/split[operation=setUser]", "users/split-by-put"},
                                {"users/split[operation=updateUser,type=null]", "users/split-by-patch[type=null]"}},
                      .requirements = {{"OLD-WORD", "NEW-WORD"}}};

TEST(Aliases, GiveThePresentIdOfACase) {
  EXPECT_EQ(aliases.case_id("users/old"), "users/new");
  EXPECT_EQ(aliases.case_id("users/old[attribute=locale]"), "users/new[attribute=locale]");
  EXPECT_EQ(aliases.case_id("users/split[operation=setUser]"), "users/split-by-put");
  EXPECT_EQ(aliases.case_id("users/split[operation=updateUser,type=null]"), "users/split-by-patch[type=null]");
}

TEST(Aliases, LeaveOtherIdsAlone) {
  for (const std::string id :
       {"users/new", "users/olde", "users/split", "users/split[operation=getUser]", "users", "", "["})
    EXPECT_EQ(aliases.case_id(id), id);
  EXPECT_EQ(aliases.requirement_id("OLD"), "OLD");
  EXPECT_EQ(aliases.requirement_id("OLD-WORD"), "NEW-WORD");
}

TEST(Aliases, GiveEveryFormerIdOfAnInstance) {
  EXPECT_EQ(aliases.former_case_ids("users/new[attribute=locale]"),
            (Ids{"users/old[attribute=locale]", "users/older[attribute=locale]"}));
  EXPECT_EQ(aliases.former_case_ids("users/new"), (Ids{"users/old", "users/older"}));
  EXPECT_EQ(aliases.former_case_ids("users/split-by-put"), Ids{"users/split[operation=setUser]"});
  EXPECT_EQ(aliases.former_case_ids("users/split-by-patch[type=null]"),
            Ids{"users/split[operation=updateUser,type=null]"});
  EXPECT_EQ(aliases.former_case_ids("users/split-by-patch[type=7]"), Ids{});
}

}  // namespace
}  // namespace conform
