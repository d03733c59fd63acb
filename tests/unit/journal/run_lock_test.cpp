#include "journal/run_lock.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <optional>
#include <string>

namespace conform::test {
namespace {

const std::string server = "http://127.0.0.1:1/user/2024-3";
using Ids = std::vector<std::string>;

/// Ids of this test process alone: the folder of locks is that of the person.
std::string id(const std::string& name) { return name + "-" + std::to_string(::getpid()); }

/// The complaint of another attempt to take these; "none" when it succeeds.
std::string message(const std::string& url, const Ids& ids) {
  const auto lock = RunLock::take(url, ids);
  return lock ? "none" : to_string(lock.error().front());
}

TEST(RunLocks, KeepOthersFromTheSameUsersAndNameWhoHoldsThem) {
  const auto held = RunLock::take(server, Ids{id("a"), id("b")});
  ASSERT_TRUE(held) << to_string(held.error().front());
  const std::string why = message(server, {id("b"), id("c")});
  EXPECT_NE(why.find("(pid " + std::to_string(::getpid()) + ")"), std::string::npos) << why;
  EXPECT_EQ(message(server, {id("c")}), "none") << "users in common are needed";
  EXPECT_EQ(message("http://127.0.0.1:2/user/2024-3", {id("a")}), "none") << "another server";
  EXPECT_NE(message("http://127.0.0.1:1/user/2025-1", {id("a")}), "none") << "another version of the same server";
}

TEST(RunLocks, HoldWhateverTheSpellingAndTheEnvironment) {
  const auto held = RunLock::take(server, Ids{id("s")});
  ASSERT_TRUE(held) << to_string(held.error().front());
  EXPECT_NE(message("http://localhost:1/user/2024-3", {id("s")}), "none");
  EXPECT_NE(message("http://[::1]:1/user/2025-1/", {id("S")}), "none");
  for (const char* variable : {"TMPDIR", "XDG_RUNTIME_DIR"}) ::setenv(variable, "/nowhere", 1);
  EXPECT_NE(message(server, {id("s")}), "none");
  for (const char* variable : {"TMPDIR", "XDG_RUNTIME_DIR"}) ::unsetenv(variable);
}

TEST(RunLocks, AreFreeAgainAfterTheirRun) {
  { const auto held = RunLock::take(server, Ids{id("d")}); }
  EXPECT_EQ(message(server, {id("d")}), "none");
}

TEST(RunLocks, ThatCannotAllBeTakenAreNotTakenAtAll) {
  const auto held = RunLock::take(server, Ids{id("e")});
  EXPECT_NE(message(server, {id("e"), id("f"), id("g")}), "none");
  EXPECT_EQ(message(server, {id("f"), id("g")}), "none");
}

TEST(RunLocks, DieWithTheirProcess) {
  std::array<int, 2> ready{};
  ASSERT_EQ(::pipe(ready.data()), 0);
  const std::string user = id("h");
  const pid_t child = ::fork();
  if (child == 0) {
    const auto held = RunLock::take(server, Ids{user});
    const char reported = held ? 'y' : 'n';
    static_cast<void>(::write(ready[1], &reported, 1));
    ::pause();
    ::_exit(0);
  }
  char reported = 0;
  ASSERT_EQ(::read(ready[0], &reported, 1), 1);
  EXPECT_EQ(reported, 'y');
  EXPECT_NE(message(server, {user}).find("(pid " + std::to_string(child) + ")"), std::string::npos);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_EQ(message(server, {user}), "none");
  ::close(ready[0]);
  ::close(ready[1]);
}

}  // namespace
}  // namespace conform::test
