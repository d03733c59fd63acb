#include "cli/target_draft.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <deque>

#include "support/holds.hpp"
#include "support/scratch_folder.hpp"
#include "target/target.hpp"

namespace conform::test {
namespace {

using testing::holds;

const std::string uuid = "6c1c2a52-8f0e-4a0e-9d0c-1f0a4b1c2d3e";
const std::string other_uuid = "91f0c4d2-3b7a-4c55-8a41-7e2f9b6a5c10";

/// What a person types, and what is printed meanwhile.
struct Typing {
  std::deque<std::string> lines;
  std::string printed;

  std::optional<TargetDraft> draft() {
    return ask_for_draft(
        [this]() -> std::optional<std::string> {
          if (lines.empty()) return std::nullopt;
          std::string line = lines.front();
          lines.pop_front();
          return line;
        },
        [this](std::string_view text) { printed += text; });
  }
};

Result<Target> loaded(const TargetDraft& draft, Writes writes = Writes::needed) {
  const ScratchFolder folder;
  return load_target(folder.write("target.jsonc", draft_text(draft, "target.jsonc")), writes);
}

TEST(TargetDraft, IsAFileThatCanBeLoaded) {
  ::setenv("FIRST_TOKEN", "token-of-the-first", 1);
  ::setenv("USER2_TOKEN", "token-of-the-second", 1);
  ::setenv("USER2_ID", other_uuid.c_str(), 1);
  const auto target = loaded({.base_url = "https://user.example/user/2024-3",
                              .name = "a \"name\"",
                              .api_version = {},
                              .allow_writes = true,
                              .users = {{.id = uuid, .token_env = "FIRST_TOKEN"}, {}}});
  ASSERT_TRUE(target) << to_string(target.error().front());
  EXPECT_EQ(target->name, "a \"name\"");
  EXPECT_EQ(target->api_version, "2024-3");
  ASSERT_EQ(target->users.size(), 2U);
  EXPECT_EQ(target->users[1].id, other_uuid);
  EXPECT_EQ(target->actors.at("user-1").token, "token-of-the-first");
  EXPECT_EQ(target->actors.at("user-2").token, "token-of-the-second");
}

TEST(TargetDraft, AllowsNoWritesOffThisMachineUnlessThatWasSaid) {
  ::setenv("USER1_TOKEN", "token-of-the-first", 1);
  TargetDraft draft{.base_url = "https://user.example/user/2024-3",
                    .name = {},
                    .api_version = {},
                    .allow_writes = false,
                    .users = {{.id = uuid, .token_env = {}}}};
  EXPECT_FALSE(loaded(draft)) << "a run would overwrite data";
  EXPECT_TRUE(loaded(draft, Writes::unneeded)) << "a check does not write";
  draft.base_url = "http://127.0.0.1:8080/user/2024-3";
  EXPECT_TRUE(loaded(draft));
}

TEST(TargetDraft, HasOptionalMembersThatNeedOnlyTheirSlashesRemoved) {
  for (const char* name : {"USER1_TOKEN", "READER_TOKEN", "UNLINKED_TOKEN", "EXPIRED_TOKEN", "ADMIN_TOKEN"})
    ::setenv(name, (std::string{"token-of-"} + name).c_str(), 1);
  std::string text = draft_text({.base_url = "http://127.0.0.1:8080/user/2024-3",
                                 .name = {},
                                 .api_version = {},
                                 .allow_writes = false,
                                 .users = {{.id = uuid, .token_env = {}}}},
                                "t.jsonc");
  for (std::size_t at = text.find("// \""); at != std::string::npos; at = text.find("// \"")) text.erase(at, 3);
  for (int i = 0; i < 4; ++i)
    text.replace(text.find("\"UUID\""), 6, "\"0b5f0d7e-2c1d-4e1b-9a55-00000000000" + std::to_string(i) + "\"");
  const ScratchFolder folder;
  static_cast<void>(folder.write("ca.pem", "a certificate"));
  const auto target = load_target(folder.write("t.jsonc", text));
  ASSERT_TRUE(target) << to_string(target.error().front()) << '\n' << text;
  EXPECT_EQ(target->actors.size(), 5U);
  EXPECT_EQ(target->transport.rate, "20/s");
}

TEST(TargetDraft, KnowsItsVariables) {
  const TargetDraft draft{.base_url = {},
                          .name = {},
                          .api_version = {},
                          .allow_writes = false,
                          .users = {{.id = uuid, .token_env = "A"}, {}}};
  EXPECT_EQ(variables_of(draft), (std::vector<std::string>{"A", "USER2_ID", "USER2_TOKEN"}));
}

TEST(Questions, LeadToADraft) {
  Typing typing{{"https://user.example/user/2024-3", uuid, "", other_uuid, "SECOND_TOKEN", "", "yes"}, {}};
  const auto draft = typing.draft();
  ASSERT_TRUE(draft) << typing.printed;
  EXPECT_EQ(draft->base_url, "https://user.example/user/2024-3");
  ASSERT_EQ(draft->users.size(), 2U);
  EXPECT_EQ(draft->users[0].id, uuid);
  EXPECT_EQ(draft->users[1].token_env, "SECOND_TOKEN");
  EXPECT_TRUE(draft->allow_writes);
}

TEST(Questions, AskForAVersionThatTheUrlDoesNotHaveAndForNoWritesOnThisMachine) {
  Typing typing{{"http://localhost:8080/api", "2023-9", "2023-1", "", "", ""}, {}};
  const auto draft = typing.draft();
  ASSERT_TRUE(draft) << typing.printed;
  EXPECT_EQ(draft->api_version, "2023-1");
  EXPECT_TRUE(holds(typing.printed, "unknown version")) << typing.printed;
  EXPECT_FALSE(holds(typing.printed, "overwritten?")) << typing.printed;
}

TEST(Questions, NeverRepeatWhatMayBeAToken) {
  Typing typing{{"http://localhost/user/2024-3", uuid, "eyJ.secret.token", "TOKEN_1", ""}, {}};
  ASSERT_TRUE(typing.draft());
  EXPECT_TRUE(holds(typing.printed, "not the token")) << typing.printed;
  EXPECT_FALSE(holds(typing.printed, "secret")) << typing.printed;
}

TEST(Questions, EndAfterThreeRepliesThatCannotBeUsedOrAtTheEndOfTheInput) {
  Typing wrong{{"nonsense", "more nonsense", "again", "http://localhost/user/2024-3"}, {}};
  EXPECT_FALSE(wrong.draft());
  EXPECT_EQ(wrong.lines.size(), 1U);
  Typing ended{{"http://localhost/user/2024-3"}, {}};
  EXPECT_FALSE(ended.draft());
}

TEST(VariableNames, AreNotTokens) {
  ::setenv("token_of_user_1", "x", 1);
  for (const char* name : {"A", "USER_1", "_X9", "token_of_user_1"}) EXPECT_TRUE(is_variable_name(name)) << name;
  for (const char* text : {"", "9A", "a.b", "a-b", "eyJhbGciOi.J9", "a8f5f167f44f4964e6c998dee827110c"})
    EXPECT_FALSE(is_variable_name(text)) << text;
  EXPECT_FALSE(is_variable_name(std::string(65, 'A')));
}

}  // namespace
}  // namespace conform::test
