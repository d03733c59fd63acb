#include "reports/write_file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <thread>

namespace conform {
namespace {

namespace fs = std::filesystem;

class WriteFile : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = ::testing::TempDir() + "write-file-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  [[nodiscard]] std::string path(const std::string& name) const { return (folder_ / name).string(); }
  [[nodiscard]] std::size_t entries() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator{folder_}, fs::directory_iterator{}));
  }
  static std::string content(const std::string& file) {
    std::ostringstream all;
    all << std::ifstream{file, std::ios::binary}.rdbuf();
    return all.str();
  }
  static void put(const std::string& file, const std::string& text) { std::ofstream{file, std::ios::binary} << text; }
  static std::string message(const Result<PendingFile>& file) { return file ? "none" : file.error().front().message; }

 private:
  fs::path folder_;
};

TEST_F(WriteFile, OpenLeavesNothingBehindAndAnOldReportUntouched) {
  put(path("old.xml"), "old");
  ASSERT_TRUE(PendingFile::open(path("new.xml")).has_value());
  ASSERT_TRUE(PendingFile::open(path("old.xml")).has_value());
  EXPECT_EQ(entries(), 1U);
  EXPECT_EQ(content(path("old.xml")), "old");
}

TEST_F(WriteFile, OpenMakesTheFoldersAbove) {
  const auto file = PendingFile::open(path("a/b/c.xml"));
  ASSERT_TRUE(file.has_value());
  ASSERT_TRUE(file->finish("x").has_value());
  EXPECT_EQ(content(path("a/b/c.xml")), "x");
}

TEST_F(WriteFile, StandInIsReplacedByTheReport) {
  put(path("r.xml"), "of an earlier run");
  const auto file = PendingFile::open(path("r.xml"));
  ASSERT_TRUE(file.has_value());
  ASSERT_TRUE(file->begin("unfinished").has_value());
  EXPECT_EQ(content(path("r.xml")), "unfinished");
  ASSERT_TRUE(file->finish("report").has_value());
  EXPECT_EQ(content(path("r.xml")), "report");
  EXPECT_EQ(entries(), 1U);
}

TEST_F(WriteFile, WritesEveryByte) {
  const std::string bytes = std::string("\0\r\n\xff", 4) + std::string(3'000'000, 'x');
  const auto file = PendingFile::open(path("r"));
  ASSERT_TRUE(file->finish(bytes).has_value());
  EXPECT_EQ(content(path("r")), bytes);
}

TEST_F(WriteFile, IsForItsOwnerAloneWhateverWasThere) {
  put(path("r"), "");
  ASSERT_EQ(::chmod(path("r").c_str(), 0666), 0);
  ASSERT_TRUE(PendingFile::open(path("r"))->finish("x").has_value());
  EXPECT_EQ(fs::status(path("r")).permissions(), fs::perms{0600});
}

TEST_F(WriteFile, HasTheModeThatWasAskedForWhateverTheUmask) {
  const mode_t before = ::umask(077);
  use_file_mode(0644);
  ASSERT_TRUE(PendingFile::open(path("r"))->finish("x").has_value());
  ASSERT_TRUE(prepare_file(path("db")).has_value());
  use_file_mode(0600);
  ::umask(before);
  EXPECT_EQ(fs::status(path("r")).permissions(), fs::perms{0644});
  EXPECT_EQ(fs::status(path("db")).permissions(), fs::perms{0644});
  ASSERT_TRUE(prepare_file(path("db")).has_value());
  EXPECT_EQ(fs::status(path("db")).permissions(), fs::perms{0600});
}

TEST_F(WriteFile, LiesWhereLinksLead) {
  fs::create_directory(path("there"));
  fs::create_symlink("there", path("link"));
  EXPECT_EQ(real_place(path("link/x/../r")), fs::canonical(path("there")).string() + "/r");
  fs::create_symlink("loop", path("loop"));
  EXPECT_FALSE(real_place(path("loop")).has_value());
}

TEST_F(WriteFile, FollowsASymbolicLink) {
  put(path("there"), "old");
  fs::create_symlink(path("there"), path("link"));
  ASSERT_TRUE(PendingFile::open(path("link"))->finish("new").has_value());
  EXPECT_TRUE(fs::is_symlink(path("link")));
  EXPECT_EQ(content(path("there")), "new");
}

TEST_F(WriteFile, RefusesAFolderAndNoPath) {
  EXPECT_EQ(message(PendingFile::open(path(""))), "is a folder");
  EXPECT_EQ(message(PendingFile::open(path("new/"))), "names a folder");
  EXPECT_EQ(message(PendingFile::open("")), "a report needs a path");
  EXPECT_EQ(message(PendingFile::open(std::string("a\0b", 3))), "a path cannot hold a NUL");
}

TEST_F(WriteFile, RefusesAPathBelowAFile) {
  put(path("file"), "");
  const auto file = PendingFile::open(path("file/r.xml"));
  ASSERT_FALSE(file.has_value());
  EXPECT_EQ(file.error().front().file, path("file/r.xml"));
}

TEST_F(WriteFile, RefusesAFolderThatTakesNoFiles) {
  // /proc refuses new files to everybody, the superuser included.
  EXPECT_FALSE(PendingFile::open("/proc/report.xml").has_value());
  EXPECT_FALSE(PendingFile::open("/proc/new-folder/report.xml").has_value());
}

TEST_F(WriteFile, SaysWhenTheFolderIsGoneAtTheEnd) {
  const auto file = PendingFile::open(path("sub/r.xml"));
  ASSERT_TRUE(file.has_value());
  fs::remove_all(path("sub"));
  const auto written = file->finish("x");
  ASSERT_FALSE(written.has_value());
  EXPECT_EQ(written.error().front().file, path("sub/r.xml"));
}

TEST_F(WriteFile, WritesToAPipeInPlace) {
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  const auto file = PendingFile::open(path("pipe"));
  ASSERT_TRUE(file.has_value());
  ASSERT_TRUE(file->begin("never seen").has_value());
  std::string read;
  std::jthread reader{[&] { read = content(path("pipe")); }};
  ASSERT_TRUE(file->finish("report").has_value());
  reader.join();
  EXPECT_EQ(read, "report");
  EXPECT_TRUE(fs::is_fifo(path("pipe")));
}

TEST_F(WriteFile, DoesNotReplaceADevice) {
  const auto file = PendingFile::open("/dev/null");
  ASSERT_TRUE(file.has_value());
  ASSERT_TRUE(file->finish("x").has_value());
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST_F(WriteFile, DashIsStandardOutputWithoutAStandIn) {
  const auto file = PendingFile::open("-");
  ASSERT_TRUE(file.has_value());
  ::testing::internal::CaptureStdout();
  ASSERT_TRUE(file->begin("unfinished").has_value());
  ASSERT_TRUE(file->finish("report").has_value());
  EXPECT_EQ(::testing::internal::GetCapturedStdout(), "report");
}

TEST_F(WriteFile, OpensAllOrSaysAllThatIsWrong) {
  const auto good = open_files({path("a"), "-", path("b")});
  ASSERT_TRUE(good.has_value());
  EXPECT_EQ(good->size(), 3U);
  EXPECT_EQ(good->at(2).path(), path("b"));
  const auto bad = open_files({path(""), path("a"), "/proc/x"});
  ASSERT_FALSE(bad.has_value());
  EXPECT_EQ(bad.error().size(), 2U);
}

TEST_F(WriteFile, RefusesTwoReportsInOneFile) {
  const auto files = open_files({path("a"), path("sub/../a")});
  ASSERT_FALSE(files.has_value());
  EXPECT_EQ(files.error().front().message, "is the same file as \"" + path("a") + "\"");
  EXPECT_FALSE(open_files({"-", "-"}).has_value());
}

}  // namespace
}  // namespace conform
