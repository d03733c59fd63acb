#include "run/engine/target_settings.hpp"

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

TEST(TargetSettings, ThatAreSpecialHaveARecordOutsideOfThePool) {
  const auto special_actors = special_actors_of(a_target());
  EXPECT_EQ(special_actors.size(), 1U);
  EXPECT_EQ(special_actors.at("reader"), (User{.id = "id-2", .actor = "reader", .token = "t2"}));
}

TEST(TargetSettings, HaveTheRestraintsOfTheTarget) {
  Target target = a_target();
  target.server_managed = {"createdAt", "locale"};
  target.protected_attributes = {"email"};
  const WriteConstraints constraints = constraints_of(target);
  EXPECT_TRUE(constraints.server_managed.contains("locale"));
  EXPECT_TRUE(constraints.server_managed.contains("createdAt"));
  EXPECT_TRUE(constraints.protected_attributes.contains("email"));
}

}  // namespace
}  // namespace conform::test
