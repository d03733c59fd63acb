#include "run/parties.hpp"

#include <gtest/gtest.h>

namespace conform::test {
namespace {

Target a_target() {
  Target target;
  target.users = {{.id = "id-1", .actor = "user-1"}};
  target.actors = {{"user-1", {.token = "t1", .user_id = "id-1"}},
                   {"reader", {.token = "t2", .user_id = "id-2"}},
                   {"idle", {.token = "t3", .user_id = std::nullopt}}};
  return target;
}

TEST(Parties, OfThePoolAreTheUsers) {
  EXPECT_EQ(party_of({.id = "id-1", .actor = "user-1", .token = "t1"}),
            (Party{.actor = "user-1", .id = "id-1", .token = "t1"}));
}

TEST(Parties, ThatAreSpecialHaveARecordOutsideOfThePool) {
  const auto specials = specials_of(a_target());
  EXPECT_EQ(specials.size(), 1U);
  EXPECT_EQ(specials.at("reader"), (Party{.actor = "reader", .id = "id-2", .token = "t2"}));
}

TEST(Parties, HaveTheRestraintsOfTheTarget) {
  Target target = a_target();
  target.server_managed = {"createdAt", "locale"};
  target.protected_attributes = {"email"};
  const Restraints restraints = restraints_of(target, "1.2.3");
  EXPECT_TRUE(restraints.server_managed.contains("locale"));
  EXPECT_TRUE(restraints.server_managed.contains("createdAt"));
  EXPECT_TRUE(restraints.kept.contains("email"));
  EXPECT_EQ(restraints.user_agent, "conform/1.2.3");
}

}  // namespace
}  // namespace conform::test
