#include "json/read_file.hpp"

#include <gtest/gtest.h>

#include "support/scratch_folder.hpp"

namespace conform {
namespace {

using test::ScratchFolder;

TEST(ReadFile, GivesEveryByte) {
  const ScratchFolder folder;
  const std::string bytes = std::string("a\0\r\n\xff", 5) + std::string(200'000, 'x');
  EXPECT_EQ(read_file(folder.write("bytes", bytes), 1U << 20U), bytes);
  EXPECT_EQ(read_file(folder.write("empty", ""), 10), "");
}

TEST(ReadFile, StopsAtTheLimit) {
  const ScratchFolder folder;
  const auto path = folder.write("ten", "0123456789");
  EXPECT_EQ(read_file(path, 10), "0123456789");
  EXPECT_EQ(read_file(path, 9).error(), "has more than 9 bytes");
  EXPECT_EQ(read_file("/dev/zero", 1'000'000).error(), "has more than 1000000 bytes");
}

TEST(ReadFile, SaysWhyNot) {
  const ScratchFolder folder;
  EXPECT_EQ(read_file(folder.path() / "absent", 10).error(), "cannot be read: No such file or directory");
  EXPECT_EQ(read_file(folder.path(), 10).error(), "is a folder, not a file");
}

}  // namespace
}  // namespace conform
