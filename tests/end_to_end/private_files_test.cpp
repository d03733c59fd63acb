// What the program writes is for its owner alone.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "end_to_end/program.hpp"

namespace conform::test {
namespace {

namespace fs = std::filesystem;

unsigned mode_of(const fs::path& file) {
  struct stat facts {};
  EXPECT_EQ(::lstat(file.c_str(), &facts), 0) << file;
  return facts.st_mode & 07777U;
}

TEST(PrivateFiles, AreReportsWhateverWasThere) {
  const ScratchFolder folder;
  const fs::path planted = folder.write("r.json", "");
  ASSERT_EQ(::chmod(planted.c_str(), 0666), 0);
  const fs::path fresh = folder.path() / "r.xml";
  const Finished run = conform(
      {"run", "-q", "--report", "json=" + planted.string(), "--report", "junit=" + fresh.string(), "users/get"});
  EXPECT_EQ(run.exit_code, 0) << run.all();
  EXPECT_EQ(mode_of(planted), 0600U);
  EXPECT_EQ(mode_of(fresh), 0600U);
  const Finished again =
      conform({"report", "--file-mode", "644", "--from", planted.string(), "junit=" + fresh.string()});
  EXPECT_EQ(again.exit_code, 0) << again.all();
  EXPECT_EQ(mode_of(fresh), 0644U);
}

TEST(PrivateFiles, AreTargetFilesAndDatabases) {
  const ScratchFolder folder;
  const fs::path database = folder.write("users.db", "");
  ASSERT_EQ(::chmod(database.c_str(), 0644), 0);
  const ReferenceServer server{{"--db", database.string()}};
  EXPECT_EQ(mode_of(server.target()), 0600U);
  EXPECT_EQ(mode_of(database), 0600U);
}

TEST(PrivateFiles, TakeOnlyModesThatTheirOwnerCanUse) {
  for (const char* mode : {"777", "0400", "0", "rw", "1666", "-1", ""}) {
    const Finished refused = conform({"run", "--file-mode", mode, "users/get"});
    EXPECT_EQ(refused.exit_code, 2) << mode;
    EXPECT_TRUE(holds(refused.err, "--file-mode")) << refused.err;
  }
}

TEST(PrivateFiles, AreNotWrittenThroughALinkOfAnotherUser) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can make a link of another user";
  const ScratchFolder folder;
  const fs::path victim = folder.write("victim.txt", "precious");
  const fs::path link = folder.path() / "r.json";
  fs::create_symlink(victim, link);
  ASSERT_EQ(::lchown(link.c_str(), 65534, 65534), 0);
  for (const Arguments& arguments :
       {Arguments{"run", "--report", "json=" + link.string(), "users/get"},
        Arguments{"serve", "--write-target", link.string()}, Arguments{"serve", "--db", link.string()}}) {
    const Finished refused = conform(arguments);
    EXPECT_EQ(refused.exit_code, 2) << refused.all();
    EXPECT_TRUE(holds(refused.err, "symbolic link of another user")) << refused.err;
    EXPECT_EQ(read_file(victim), "precious");
  }
  // A folder behind such a link, where everybody may make one.
  const fs::path shared = folder.path() / "shared";
  fs::create_directory(shared);
  fs::create_directory(folder.path() / "own");
  ASSERT_EQ(::chmod(shared.c_str(), 01777), 0);
  fs::create_symlink(folder.path() / "own", shared / "out");
  ASSERT_EQ(::lchown((shared / "out").c_str(), 65534, 65534), 0);
  const Finished refused = conform({"run", "--report", "json=" + (shared / "out/r.json").string(), "users/get"});
  EXPECT_EQ(refused.exit_code, 2) << refused.all();
  EXPECT_TRUE(fs::is_empty(folder.path() / "own"));
}

TEST(PrivateFiles, MayLieBehindALinkOfOnesOwn) {
  const ScratchFolder folder;
  fs::create_directory(folder.path() / "real");
  fs::create_symlink(folder.path() / "real/r.json", folder.path() / "r.json");
  const Finished run = conform({"run", "-q", "--report", "json=" + (folder.path() / "r.json").string(), "users/get"});
  EXPECT_EQ(run.exit_code, 0) << run.all();
  EXPECT_TRUE(fs::is_symlink(folder.path() / "r.json"));
  EXPECT_EQ(mode_of(folder.path() / "real/r.json"), 0600U);
}

}  // namespace
}  // namespace conform::test
