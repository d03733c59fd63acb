#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "target/target.hpp"

namespace conform {
namespace {

constexpr const char* id = "6c1c2f0e-0d6c-4a53-9a43-0f7c3f1f2b11";

std::vector<std::string> messages(const Result<Target>& target) {
  std::vector<std::string> found;
  if (!target) {
    for (const Diagnostic& diagnostic : target.error()) found.push_back(diagnostic.message);
  }
  return found;
}

class QuickTargetTest : public testing::Test {
 protected:
  QuickTargetTest() { setenv("CONFORM_TEST_TOKEN", "t0ken-1", 1); }
};

TEST_F(QuickTargetTest, HasOneUser) {
  const auto target = quick_target({.base_url = "http://localhost:8080/user/2025-1/",
                                    .user_id = id,
                                    .token_env = "CONFORM_TEST_TOKEN",
                                    .api_version = ""});
  ASSERT_TRUE(target);
  EXPECT_EQ(target->base_url, "http://localhost:8080/user/2025-1");
  EXPECT_EQ(target->api_version, "2025-1");
  EXPECT_EQ(target->users, (std::vector<User>{{id, "user-1"}}));
  EXPECT_EQ(target->actors.at("user-1"),
            (Actor{.token = "t0ken-1", .user_id = id, .source = {}, .written = "${env:CONFORM_TEST_TOKEN}"}));
  EXPECT_EQ(pool_users(*target), (std::vector<User>{{id, "user-1", "t0ken-1"}}));
}

TEST_F(QuickTargetTest, NamesTheFlagsOfAllProblems) {
  unsetenv("CONFORM_TEST_UNSET");
  EXPECT_EQ(
      messages(quick_target(
          {.base_url = "localhost", .user_id = "7", .token_env = "CONFORM_TEST_UNSET", .api_version = ""})),
      (std::vector<std::string>{"--base-url: the base URL is not an http(s) URL", "--user-id: \"7\" is not a UUID",
                                "--token-env: the environment variable CONFORM_TEST_UNSET is not set"}));
  EXPECT_EQ(
      messages(quick_target({.base_url = "http://localhost/x", .user_id = id, .token_env = "", .api_version = ""})),
      (std::vector<std::string>{"--api-version: the API version is neither given nor the last segment of the base URL",
                                "--token-env: the name of a variable is needed"}));
}

TEST_F(QuickTargetTest, NeedsLeaveToWriteToAForeignHost) {
  QuickTarget flags{.base_url = "https://user.example/user/2024-3",
                    .user_id = id,
                    .token_env = "CONFORM_TEST_TOKEN",
                    .api_version = "2024-3"};
  EXPECT_EQ(messages(quick_target(flags)),
            std::vector<std::string>{"--base-url: user.example is not localhost, and writes are not allowed"});
  flags.allow_writes = true;
  EXPECT_TRUE(quick_target(flags));
}

}  // namespace
}  // namespace conform
