#include "credentials/token_command.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "support/scratch_folder.hpp"

namespace conform {
namespace {

using namespace std::chrono_literals;

TokenCommand shell(const std::string& script, std::chrono::milliseconds limit = 30s) {
  return {.arguments = {"sh", "-c", script}, .filled_in = {}, .folder = {}, .time_limit = limit};
}
NoToken failure(const TokenCommand& command) {
  const auto issued = token_of_command(command, {});
  EXPECT_FALSE(issued);
  return issued ? NoToken{} : issued.error();
}

TEST(TokenCommand, PrintsTheTokenWhichIsTrimmed) {
  EXPECT_EQ(token_of_command(shell("printf ' \\n tok-en/1+2= \\r\\n\\n'; echo noise >&2"), {}),
            (IssuedToken{.token = "tok-en/1+2=", .lifetime = std::nullopt, .refresh_token = {}}));
}

TEST(TokenCommand, TakesItsArgumentsAsTheyAre) {
  const TokenCommand command{.arguments = {"printf", "%s", "$HOME;`id`*"}, .filled_in = {}, .folder = {}};
  EXPECT_EQ(token_of_command(command, {}).value().token, "$HOME;`id`*");
}

TEST(TokenCommand, RunsInItsFolderWithTheEnvironmentAndWithoutInput) {
  const test::ScratchFolder folder;
  folder.write("token.txt", "from-the-folder");
  setenv("CONFORM_TEST_SUFFIX", "-and-environment", 1);
  TokenCommand command = shell("cat; cat token.txt; printf %s \"$CONFORM_TEST_SUFFIX\"");
  command.folder = folder.path().string();
  EXPECT_EQ(token_of_command(command, {}).value().token, "from-the-folder-and-environment");
  unsetenv("CONFORM_TEST_SUFFIX");
}

TEST(TokenCommand, FindsItsOwnVariablesInItsEnvironment) {
  setenv("CONFORM_TEST_SUFFIX", "of-the-program", 1);
  TokenCommand command = shell("printf %s \"$CONFORM_TEST_SUFFIX-$PASSWORD\" | tr = -");
  command.environment = {{.name = "CONFORM_TEST_SUFFIX", .value = "of-the-command"},
                         {.name = "PASSWORD", .value = "of=the$command"}};
  EXPECT_EQ(token_of_command(command, {}).value().token, "of-the-command-of-the$command");
  unsetenv("CONFORM_TEST_SUFFIX");
}

TEST(TokenCommand, ThatFailsSaysWhatItPrintedOnStandardError) {
  EXPECT_EQ(failure(shell("echo not-a-token; echo ' login first ' >&2; exit 3")),
            (NoToken{.why = "it ended with code 3", .said = "login first", .final = false}));
  EXPECT_EQ(failure(shell("kill -TERM $$")).why, "it ended with code 143");
  EXPECT_EQ(failure(shell("echo nothing >&2")),
            (NoToken{.why = "it printed nothing", .said = "nothing", .final = false}));
}

TEST(TokenCommand, ThatIsNotThereIsNotTriedAgain) {
  const NoToken none = failure({.arguments = {"/nonexistent/program"}, .filled_in = {}, .folder = {}});
  EXPECT_EQ(none.why, "it cannot be started: No such file or directory");
  EXPECT_TRUE(none.final);
}

TEST(TokenCommand, MustNotPrintWhatCannotBeSent) {
  EXPECT_EQ(failure(shell("printf 'a\\nb'")).why,
            "it printed what cannot be sent: the token has a line break or another control character");
  EXPECT_EQ(failure(shell("head -c 100000 /dev/zero | tr '\\0' x")).why, "it printed more than 65536 bytes");
}

TEST(TokenCommand, ThatTakesTooLongIsEndedWithAllThatItStarted) {
  const test::ScratchFolder folder;
  // What it starts holds a lock for as long as it lives.
  TokenCommand command = shell("flock lock sleep 600 & echo wait >&2; exec sleep 600", 500ms);
  command.folder = folder.path().string();
  const NoToken none = failure(command);
  EXPECT_EQ(none.why, "it did not end within 500 ms");
  EXPECT_EQ(none.said, "wait");
  TokenCommand next = shell("flock --wait 60 lock echo the-lock-is-free");
  next.folder = folder.path().string();
  EXPECT_EQ(token_of_command(next, {}).value().token, "the-lock-is-free");
}

TEST(TokenCommand, DoesNotWaitForWhatHoldsItsOutputOpen) {
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_EQ(token_of_command(shell("sleep 20 & echo token-before-the-end"), {}).value().token, "token-before-the-end");
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 15s);
}

TEST(TokenCommand, EndsWithTheRun) {
  std::stop_source stop;
  const std::jthread stopper{[&] { stop.request_stop(); }};
  const auto issued = token_of_command(shell("exec sleep 600"), stop.get_token());
  ASSERT_FALSE(issued);
  EXPECT_EQ(issued.error().why, "the run was stopped");
}

}  // namespace
}  // namespace conform
