#include <gtest/gtest.h>

#include "end_to_end/program.hpp"
#include "end_to_end/user_data_reader.hpp"

namespace conform::test {
namespace {

using nlohmann::json;

/// conform-gtest, with nothing in its environment but what a test gives it.
Finished conform_gtest(const Arguments& arguments, const Variables& variables = {}) {
  Start start{.command = {CONFORM_GTEST_PROGRAM}, .environment = variables, .folder = {}, .input = {}};
  start.command.insert(start.command.end(), arguments.begin(), arguments.end());
  for (const char* name : {"CONFORM_TARGET", "CONFORM_BASE_URL", "CONFORM_USER_ID", "CONFORM_TOKEN", "CONFORM_SELECT",
                           "CONFORM_API_VERSION", "CONFORM_KNOWN", "CONFORM_JOBS", "CONFORM_SKIP_CODE",
                           "CONFORM_RESTORE", "GTEST_TOTAL_SHARDS", "GTEST_SHARD_INDEX", "GTEST_SHARD_STATUS_FILE",
                           "GTEST_OUTPUT", "GTEST_FILTER", "XML_OUTPUT_FILE", "TESTBRIDGE_TEST_ONLY"})
    start.environment.try_emplace(name);
  ChildProcess process{start};
  return finish(process);
}

constexpr const char* empty_address = "users_put_clear.empty_address";
const std::string only_empty_address = "--gtest_filter=users_put_clear.empty_address";

TEST(ConformGtest, ListsEveryCaseAndSendsNothing) {
  // No server listens there, and that is not found out.
  const Finished listed =
      conform_gtest({"--gtest_list_tests"}, {{"CONFORM_BASE_URL", "http://127.0.0.1:1/user/2024-3"},
                                             {"CONFORM_USER_ID", "6c1c5f3a-0b61-4d39-8d2c-5d2f6f0d9a10"},
                                             {"CONFORM_TOKEN", "the-token"}});
  EXPECT_EQ(listed.exit_code, 0) << listed.err;
  EXPECT_TRUE(holds(listed.out, "users_put_clear.\n")) << listed.out.substr(0, 2000);
  EXPECT_TRUE(holds(listed.out, "\n  empty_address\n"));
  const Finished cases = conform({"list", "cases", "--api-version", "2024-3"});
  const auto lines = [](const std::string& text, bool indented) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1)
      if ((text[at] == ' ') == indented) ++count;
    return count;
  };
  EXPECT_EQ(lines(listed.out, true), lines(cases.out, false));
}

TEST(ConformGtest, RunsAgainstTheEmbeddedServer) {
  const Finished run = conform_gtest({"--gtest_filter=users_get_*:" + std::string{empty_address}});
  EXPECT_EQ(run.exit_code, 0) << run.all();
  EXPECT_TRUE(holds(run.out, std::string{"[       OK ] "} + empty_address)) << run.out;
  EXPECT_FALSE(holds(run.out, "[  SKIPPED ]")) << run.out;
}

TEST(ConformGtest, FailsWithWhatWasFoundWhereTheCaseStands) {
  const ReferenceServer server{{"--fault", "put-merges"}};
  const Finished run = conform_gtest({only_empty_address}, {{"CONFORM_TARGET", server.target()}});
  EXPECT_EQ(run.exit_code, 1) << run.all();
  EXPECT_TRUE(holds(run.out, "cases/users/put/clear.json:")) << run.out;
  EXPECT_TRUE(holds(run.out, "REPLACE-CLEARS-OMITTED-ADDRESS-MEMBERS (must)")) << run.out;
  EXPECT_TRUE(holds(run.out, "> PUT ")) << run.out;
  for (const std::string& token : server.tokens()) EXPECT_FALSE(holds(run.all(), token));
}

TEST(ConformGtest, RepeatsAndShuffles) {
  const Finished run = conform_gtest({"--gtest_filter=users_get_*", "--gtest_repeat=3", "--gtest_shuffle"});
  EXPECT_EQ(run.exit_code, 0) << run.all();
  std::size_t passed = 0;
  for (std::size_t at = run.out.find("[  PASSED  ]"); at != std::string::npos;
       at = run.out.find("[  PASSED  ]", at + 1))
    ++passed;
  EXPECT_EQ(passed, 3U) << run.out;
}

TEST(ConformGtest, EndsEarlyWhenAsked) {
  const ReferenceServer server{{"--fault", "put-merges"}};
  const Finished run =
      conform_gtest({"--gtest_filter=users_put_clear.*", "--gtest_fail_fast"}, {{"CONFORM_TARGET", server.target()}});
  EXPECT_EQ(run.exit_code, 1) << run.all();
  EXPECT_TRUE(holds(run.out, "1 FAILED TEST\n")) << run.out;
}

// Writes records of users that are unlike any that the suite writes.
Finished run_clearing_cases(const ReferenceServer& server, const Arguments& more = {},
                            const Variables& variables = {}) {
  Arguments arguments{"--gtest_filter=users_put_clear.*"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  Variables all{{"CONFORM_TARGET", server.target()}};
  all.insert(variables.begin(), variables.end());
  return conform_gtest(arguments, all);
}

TEST(ConformGtest, RestoresUsers) {
  const ReferenceServer server;
  const json target = server.target_document();
  make_unmistakable(target);
  const auto before = everything(target, known_attributes(target));
  const Finished run = run_clearing_cases(server, {"--gtest_repeat=2"});
  EXPECT_EQ(run.exit_code, 0) << run.all();
  EXPECT_EQ(everything(target, known_attributes(target)), before);
  EXPECT_TRUE(journals_here().empty()) << "a journal is for what is not restored yet";
}

TEST(ConformGtest, RestoresUsersAfterAFailureThatEndsTheRun) {
  const ReferenceServer server{{"--fault", "patch-replaces"}};
  const json target = server.target_document();
  make_unmistakable(target);
  const auto before = everything(target, known_attributes(target));
  const Finished run =
      conform_gtest({"--gtest_filter=users_patch_merge.*", "--gtest_fail_fast"}, {{"CONFORM_TARGET", server.target()}});
  EXPECT_EQ(run.exit_code, 1) << run.all();
  EXPECT_EQ(everything(target, known_attributes(target)), before);
}

TEST(ConformGtest, LeavesUsersAsTheyAreWhereAsked) {
  const ReferenceServer server;
  const json target = server.target_document();
  make_unmistakable(target);
  const auto before = everything(target, known_attributes(target));
  const Finished run = run_clearing_cases(server, {}, {{"CONFORM_RESTORE", "0"}});
  EXPECT_EQ(run.exit_code, 0) << run.all();
  EXPECT_NE(everything(target, known_attributes(target)), before);
}

TEST(ConformGtest, SkipsWhatTheTargetDoesNotOffer) {
  const ReferenceServer server{{"--users", "1"}};
  const Variables variables{{"CONFORM_TARGET", server.target()}, {"CONFORM_SELECT", "several/foreign-record"}};
  const Finished run = conform_gtest({}, variables);
  EXPECT_EQ(run.exit_code, 0) << run.all();
  EXPECT_TRUE(holds(run.out, "[  SKIPPED ]")) << run.out;
}

TEST(ConformGtest, SaysThatItCouldNotTell) {
  const Finished run = conform_gtest({only_empty_address}, {{"CONFORM_BASE_URL", "http://127.0.0.1:4/user/2024-3"},
                                                            {"CONFORM_USER_ID", "6c1c5f3a-0b61-4d39-8d2c-5d2f6f0d9a10"},
                                                            {"CONFORM_TOKEN", "the-token"}});
  EXPECT_EQ(run.exit_code, 1) << run.all();
  EXPECT_TRUE(holds(run.out, "inconclusive: the target could not be reached")) << run.out;
}

TEST(ConformGtest, SkipsKnownFailuresWithTheirReason) {
  const ReferenceServer server{{"--fault", "put-merges"}};
  const ScratchFolder folder;
  const std::string file = (folder.path() / "known.json").string();
  ASSERT_EQ(conform({"run", "-q", "--target", server.target(), "--write-known", file, "users/put/clear"}).exit_code, 1);
  json known = read_json(file);
  for (json& entry : known.at("waivers")) entry["reason"] = "the old database";
  folder.write("known.json", known.dump());
  const Variables variables{{"CONFORM_TARGET", server.target()}, {"CONFORM_KNOWN", file}, {"CONFORM_SKIP_CODE", "77"}};
  const Finished run = conform_gtest({only_empty_address}, variables);
  EXPECT_EQ(run.exit_code, 77) << run.all();
  EXPECT_TRUE(holds(run.out, "waived: the old database (until ")) << run.out;
}

TEST(ConformGtest, SharesOutUsersAmongShards) {
  const ReferenceServer few{{"--users", "3"}};
  const Finished refused =
      conform_gtest({}, {{"CONFORM_TARGET", few.target()}, {"GTEST_TOTAL_SHARDS", "2"}, {"GTEST_SHARD_INDEX", "0"}});
  EXPECT_EQ(refused.exit_code, 2) << refused.all();
  EXPECT_TRUE(holds(refused.err, "give it 4 users")) << refused.err;
  const ReferenceServer enough{{"--users", "4"}};
  for (const char* index : {"0", "1"}) {
    const Finished run = conform_gtest({}, {{"CONFORM_TARGET", enough.target()},
                                            {"CONFORM_SELECT", "users/get"},
                                            {"GTEST_TOTAL_SHARDS", "2"},
                                            {"GTEST_SHARD_INDEX", index}});
    EXPECT_EQ(run.exit_code, 0) << run.all();
  }
}

TEST(ConformGtest, RefusesWhatItCannotUse) {
  EXPECT_EQ(conform_gtest({"--gtest-filter=x"}).exit_code, 2);
  EXPECT_EQ(conform_gtest({}, {{"CONFORM_TARGET", "/not/there.json"}}).exit_code, 2);
  EXPECT_EQ(conform_gtest({"--gtest_list_tests"}, {{"CONFORM_API_VERSION", "2024-33"}}).exit_code, 2);
  EXPECT_EQ(conform_gtest({}, {{"CONFORM_JOBS", "0"}}).exit_code, 2);
  EXPECT_EQ(conform_gtest({"--gtest_list_tests"}, {{"CONFORM_SELECT", "not-there"}}).exit_code, 2);
  const Finished waited = conform_gtest({"--conform_wait=0"}, {{"CONFORM_TARGET", "/not/there.json"}});
  EXPECT_EQ(waited.exit_code, 3) << waited.all();
}

}  // namespace
}  // namespace conform::test
