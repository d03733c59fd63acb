#include "run/engine/dry_run.hpp"

#include <gtest/gtest.h>

#include "unit/run/mini_suite.hpp"
#include "unit/run/tiny_api.hpp"

namespace conform::test {
namespace {

class DryRun : public ::testing::Test {
 protected:
  std::string text(std::string_view source) {
    Target target;
    target.base_url = "http://127.0.0.1:1/user/2024-3";
    target.api_version = "2024-3";
    for (int number = 1; number <= 2; ++number) {
      target.users.push_back({.id = test_user(number).id, .actor = test_user(number).actor});
      target.actors.emplace(test_user(number).actor,
                            Actor{.token = "token-of-" + test_user(number).actor, .user_id = test_user(number).id});
    }
    suite_.cases = {a_case(suite_, source)};
    Plan plan;
    plan.cases = {&suite_.cases.front()};
    return dry_run(suite_, plan, target, {.seed = 1, .suite_version = "test"});
  }
  static bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

  Suite suite_ = mini_suite();
};

TEST_F(DryRun, ShowsEveryRequestAndWhatFollows) {
  const std::string shown = text(
      R"({"setup":{"attributes":"full"},"steps":[
          {"send":{"operation":"updateUser","attributes":{"locale":"${differentFrom(locale)}"}},"expect":{"status":200,"effect":"merge"}},
          {"send":{"operation":"getUser","as":"user2"},"times":2,"expect":{"alternatives":[
            {"alternative":"a","status":[403,404]},{"alternative":"b","status":200}],"observation":"x"}}]})");
  EXPECT_TRUE(shown.starts_with("a-case\n  # A case of a test.\n  # setup: ")) << shown;
  EXPECT_TRUE(holds(shown, "-X PATCH")) << shown;
  EXPECT_TRUE(holds(shown, "fr-FR")) << "for a record in the state full\n" << shown;
  EXPECT_TRUE(holds(shown, "  # expected: 200\n")) << shown;
  EXPECT_TRUE(holds(shown, "; or 200; 2 times\n")) << shown;
  EXPECT_TRUE(shown.ends_with("1 case, nothing was sent\n")) << shown;
}

TEST_F(DryRun, ShowsTokensAsVariables) {
  const std::string shown = text(
      R"({"steps":[{"concurrent":[{"operation":"getUser"},{"operation":"getUser","as":"user2","query":"${user.token}"}],
          "expect":{"status":200}}]})");
  EXPECT_FALSE(holds(shown, "token-of-user")) << shown;
  EXPECT_TRUE(holds(shown, "$USER_1_TOKEN")) << shown;
  EXPECT_TRUE(holds(shown, "$USER_2_TOKEN")) << shown;
}

TEST_F(DryRun, SaysWhyARequestCannotBeMade) {
  EXPECT_TRUE(holds(text(R"({"steps":[{"send":{"operation":"getUser","as":"admin"},"expect":{"status":200}}]})"),
                    "  # the target has no actor \"admin\"\n"));
}

}  // namespace
}  // namespace conform::test
