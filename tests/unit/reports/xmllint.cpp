#include "unit/reports/xmllint.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

namespace conform::testing {
namespace {

/// A folder of its own for each call, so that tests can run in parallel.
class Folder {
 public:
  Folder() {
    std::string name = ::testing::TempDir() + "xmllint-XXXXXX";
    if (::mkdtemp(name.data()) != nullptr) path_ = name;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace

::testing::AssertionResult xmllint_accepts(const std::string& xml, const std::string& schema_file) {
  const Folder folder;
  if (folder.path().empty()) return ::testing::AssertionFailure() << "no temporary folder";
  std::string report = folder.path() / "report.xml";
  std::string messages = folder.path() / "messages.txt";
  std::ofstream{report, std::ios::binary} << xml;

  std::string program = "xmllint";
  std::string quiet = "--noout";
  std::string offline = "--nonet";
  std::string large = "--huge";
  std::string option = "--schema";
  std::string schema = CONFORM_SOURCE_DIR "/tests/" + schema_file;
  const std::array<char*, 8> arguments{program.data(), quiet.data(),  offline.data(), large.data(),
                                       option.data(),  schema.data(), report.data(),  nullptr};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, messages.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  pid_t child = 0;
  const int error = ::posix_spawnp(&child, "xmllint", &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) return ::testing::AssertionFailure() << "xmllint cannot be run (package libxml2-utils): " << error;
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return ::testing::AssertionFailure() << "xmllint got lost";
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return ::testing::AssertionSuccess();
  std::ostringstream said;
  said << std::ifstream{messages}.rdbuf();
  return ::testing::AssertionFailure() << said.str() << "\n" << xml.substr(0, 4000);
}

}  // namespace conform::testing
