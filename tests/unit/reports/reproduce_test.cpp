#include "reports/reproduce.hpp"

#include <gtest/gtest.h>

namespace conform {
namespace {

TEST(Reproduce, NamesTheCaseAndTheTarget) {
  RunResult result;
  EXPECT_EQ(reproduce_command(result, "users/get/own"), "conform run users/get/own");
  result.target.arguments = "--target staging.jsonc";
  EXPECT_EQ(reproduce_command(result, "users/get/x[a=it's]"),
            "conform run 'users/get/x[a=it'\\''s]' --target staging.jsonc");
}

TEST(Reproduce, NamesTheOrderOfMembersUnlessItIsTheUsualOne) {
  RunResult result;
  result.environment = {{"seed", "17"}, {"order of members", "3"}};
  EXPECT_EQ(reproduce_command(result, "users/get/own"), "conform run users/get/own --member-order 3");
  result.environment.back().value = "1";
  EXPECT_EQ(reproduce_command(result, "users/get/own"), "conform run users/get/own");
}

}  // namespace
}  // namespace conform
