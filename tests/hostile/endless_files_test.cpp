// Files that never end, or never begin: named pipes, devices, more than there is memory. And the program started with
// less than it is used to.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <thread>

#include "hostile/result_table.hpp"

namespace conform::test {
namespace {

namespace fs = std::filesystem;

/// Every way to have a file read before anything is sent. "FILE" stands for it.
struct Reader {
  const char* name;
  Arguments command;
};
void PrintTo(const Reader& reader, std::ostream* out) { *out << reader.name; }

class EndlessFile : public ::testing::TestWithParam<Reader> {
 protected:
  EndlessFile() {
    auto document = target_for("http://127.0.0.1:1");
    folder_.write("target.json", document.dump());
    document["actors"]["user-1"]["token"] = "${file:endless}";
    folder_.write("with-token.json", document.dump());
  }
  [[nodiscard]] Arguments command() const {
    Arguments arguments = GetParam().command;
    for (std::string& argument : arguments) {
      if (argument == "FILE") argument = file();
      if (const std::size_t at = argument.find("FOLDER"); at != std::string::npos)
        argument.replace(at, 6, folder_.path().string());
    }
    return arguments;
  }
  [[nodiscard]] std::string file() const { return (folder_.path() / "endless").string(); }

  ScratchFolder folder_;
};

TEST_P(EndlessFile, ThatIsAPipeEndsByASignal) {
  ASSERT_EQ(::mkfifo(file().c_str(), 0600), 0);
  ChildProcess process{start_conform(command())};
  // Opens when the program has opened it: that is what it waits for now.
  const int writing = ::open(file().c_str(), O_WRONLY | O_CLOEXEC);
  ASSERT_GE(writing, 0);
  process.signal(SIGTERM);
  const Finished finished = finish(process);
  ::close(writing);
  EXPECT_EQ(finished.exit_code, 130) << finished.all();
  EXPECT_TRUE(holds(finished.err, "interrupted")) << finished.all();
  note_result(std::string{"pipe-without-end-"} + GetParam().name, "ends by SIGTERM", finished);
}

TEST_P(EndlessFile, ThatIsADeviceIsRefused) {
  fs::create_symlink("/dev/zero", file());
  const Finished finished = conform(command());
  EXPECT_EQ(finished.exit_code, 2) << finished.all();
  EXPECT_TRUE(holds(finished.err, " bytes")) << finished.all();
  note_result(std::string{"dev-zero-"} + GetParam().name, "refused", finished, std::size_t{2500} << 20U);
}

TEST_P(EndlessFile, ThatIsTooLargeIsRefusedUnread) {
  folder_.write("endless", "");
  fs::resize_file(file(), std::uintmax_t{3} << 30U);
  const Finished finished = conform(command());
  EXPECT_EQ(finished.exit_code, 2) << finished.all();
  EXPECT_TRUE(holds(finished.err, " bytes")) << finished.all();
  note_result(std::string{"sparse-file-of-3-GiB-"} + GetParam().name, "refused", finished);
}

INSTANTIATE_TEST_SUITE_P(As, EndlessFile,
                         ::testing::Values(Reader{"target", {"run", "--target", "FILE"}},
                                           Reader{"secret", {"run", "--target", "FOLDER/with-token.json"}},
                                           Reader{"known",
                                                  {"run", "--target", "FOLDER/target.json", "--known", "FILE"}},
                                           Reader{"document", {"validate", "user-document", "FILE"}},
                                           Reader{"record", {"report", "--from", "FILE", "json=FOLDER/out.json"}}),
                         [](const auto& tested) { return std::string{tested.param.name}; });

/// The built program behind a line of shell, "$@" being it and its arguments.
Finished behind_shell(const std::string& line, const Arguments& arguments) {
  Start start = start_conform(arguments);
  Arguments command{"/bin/sh", "-c", line, "sh"};
  command.insert(command.end(), start.command.begin(), start.command.end());
  start.command = std::move(command);
  ChildProcess process{start};
  return finish(process);
}

TEST(ClosedDescriptors, GetNoOtherFileInTheirPlace) {
  const ScratchFolder folder;
  const std::string result = (folder.path() / "r.json").string();
  const Arguments run{"run", "--report", "json=" + result, "users/get"};
  for (const auto& [line, code] : std::map<std::string, int>{{R"(exec "$@" <&-)", 0},
                                                             {R"(exec "$@" >&-)", 2},
                                                             {R"(exec "$@" 2>&-)", 0},
                                                             {R"(exec "$@" <&- >&- 2>&-)", 2},
                                                             {R"(exec "$@" >&- 2>&-)", 2}}) {
    fs::remove(result);
    const Finished finished = behind_shell(line, run);
    EXPECT_EQ(finished.exit_code, code) << line << finished.all();
    EXPECT_TRUE(is_valid_result(result)) << line;
    note_result("closed-descriptors " + line.substr(9), code == 0 ? "works" : "loss is reported", finished);
  }
}

TEST(FileSizeLimit, IsAnErrorLikeAFullDisk) {
  const ScratchFolder folder;
  const Finished finished = behind_shell(
      R"(ulimit -f 8; exec "$@")", {"run", "--report", "json=" + (folder.path() / "r.json").string(), "users/get"});
  EXPECT_EQ(finished.exit_code, 2) << finished.all();
  EXPECT_TRUE(holds(finished.err, "File too large")) << finished.all();
  for (const auto& entry : fs::directory_iterator{folder.path()})
    EXPECT_NE(entry.path().extension(), ".tmp") << "left behind";
  note_result("limit-of-file-size", "report cannot be written: 2", finished);
}

#ifndef CONFORM_SANITIZED  // the check of virtual tables needs a descriptor of its own
TEST(FewDescriptors, AreEnoughOrAMessage) {
  const ReferenceServer server;
  for (const char* limit : {"64", "20", "12", "8", "6"}) {
    const Finished finished = behind_shell("ulimit -n " + std::string{limit} + R"(; exec "$@")",
                                           {"run", "--target", server.target(), "users/put/replace"});
    if (finished.exit_code != 0) {
      EXPECT_TRUE(holds(unwrapped(finished.all()), "Too many open files")) << limit << finished.all();
    }
    EXPECT_TRUE(finished.exit_code == 0 || finished.exit_code == 2 || finished.exit_code == 3)
        << limit << finished.all();
    EXPECT_FALSE(holds(finished.all(), "internal error")) << limit << finished.all();
    note_result("descriptors-" + std::string{limit}, std::to_string(finished.exit_code), finished);
  }
}
#endif

// A computer that sleeps, a debugger: the time in which the program itself was stopped is not the server's.
TEST(Stopped, RunDoesNotAccuseTheServer) {
  const ReferenceServer server;
  ChildProcess process{start_conform({"run", "--timeout", "1s", "--jobs", "2", "--target", server.target(), "users"})};
  ASSERT_TRUE(process.wait_for("about", patience)) << process.errors();
  process.signal(SIGSTOP);
  // Longer than the limit of a request. There is nothing to wait for in a program that is stopped.
  EXPECT_FALSE(process.wait(std::chrono::milliseconds{2500}));
  process.signal(SIGCONT);
  const Finished finished = finish(process);
  EXPECT_FALSE(holds(finished.out, "Nonconformant")) << finished.all();
  EXPECT_TRUE(finished.exit_code == 0 || finished.exit_code == 3) << finished.all();
  note_result("stopped-for-longer-than-the-timeout", "no verdict on the server", finished);
}

TEST(Reports, ThatCannotBeWrittenLeaveTheVerdictWhatItIs) {
  const Finished healthy = conform({"run", "-q", "--report", "json=/dev/full", "users/get"});
  EXPECT_EQ(healthy.exit_code, 2) << healthy.all();
  const ReferenceServer server{{"--fault", "patch-replaces"}};
  const Finished faulty =
      conform({"run", "-q", "--target", server.target(), "--report", "json=/dev/full", "users/patch/merge"});
  EXPECT_EQ(faulty.exit_code, 1) << faulty.all();
  EXPECT_TRUE(holds(faulty.err, "/dev/full")) << faulty.err;
  note_result("report-to-a-full-disk", "findings outrank it: 1", faulty);
}

#ifndef CONFORM_SANITIZED  // sanitizers take terabytes of addresses
TEST(OutOfMemory, IsSaid) {
  const Finished finished = behind_shell(R"(ulimit -v 120000; exec "$@")", {"run", "users"});
  EXPECT_EQ(finished.exit_code, 3) << finished.all();
  EXPECT_TRUE(holds(finished.err, "memory") || holds(finished.err, "out of resources")) << finished.all();
  note_result("out-of-memory", "is said: 3", finished);
}
#endif

}  // namespace
}  // namespace conform::test
