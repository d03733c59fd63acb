#include "journal/journal_file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "support/scratch_folder.hpp"

namespace conform::test {
namespace {

namespace fs = std::filesystem;

std::vector<Original> a_user() {
  return {{.actor = "user-1",
           .id = "id-1",
           .record = std::make_shared<const nlohmann::json>(nlohmann::json{{"firstName", "Ada"}}),
           .attributes = nullptr}};
}

class JournalOnDisk : public ::testing::Test {
 protected:
  [[nodiscard]] std::string path() const { return (folder_.path() / "deep" / "journal.json").string(); }
  [[nodiscard]] JournalFile prepared() const {
    auto file = JournalFile::prepare(path(), {.suite_version = "1", .started_at = "now", .target = {}, .users = {}});
    EXPECT_TRUE(file) << (file ? "" : to_string(file.error().front()));
    return std::move(*file);
  }
  ScratchFolder folder_;
};

TEST_F(JournalOnDisk, IsWrittenForItsOwnerAlone) {
  const JournalFile file = prepared();
  EXPECT_FALSE(fs::exists(path())) << "nothing was read yet";
  ASSERT_TRUE(file.write(a_user(), false));
  struct stat found {};
  ASSERT_EQ(::stat(path().c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777U, 0600U);
  const auto read = read_journal(path());
  ASSERT_TRUE(read) << to_string(read.error().front());
  EXPECT_EQ(read->users.at(0).record->at("firstName"), "Ada");
  EXPECT_FALSE(read->target.reads_by_get);
}

TEST_F(JournalOnDisk, IsAloneInItsFolder) {
  ASSERT_TRUE(prepared().write(a_user(), true));
  std::size_t files = 0;
  for ([[maybe_unused]] const auto& entry : fs::directory_iterator{folder_.path() / "deep"}) ++files;
  EXPECT_EQ(files, 1U) << "nothing temporary is left";
}

TEST_F(JournalOnDisk, NeverTakesThePlaceOfAnotherOne) {
  const JournalFile first = prepared();
  const JournalFile second = prepared();
  ASSERT_TRUE(first.write(a_user(), true));
  const auto again = second.write({}, true);
  ASSERT_FALSE(again);
  EXPECT_NE(to_string(again.error().front()).find("conform restore " + path()), std::string::npos);
  EXPECT_EQ(read_journal(path())->users.size(), 1U) << "the first one's originals are still there";
  const auto later = JournalFile::prepare(path(), {});
  ASSERT_FALSE(later);
  EXPECT_NE(to_string(later.error().front()).find("an earlier run"), std::string::npos);
}

TEST_F(JournalOnDisk, OfAnEarlierRunOnTheSameUsersStandsForTheLaterOnes) {
  ASSERT_TRUE(prepared().write(a_user(), true));
  const auto later = JournalFile::prepare(path(), {}, JournalFile::Earlier::respect);
  ASSERT_TRUE(later);
  EXPECT_TRUE(later->is_of_earlier_run());
  EXPECT_TRUE(later->write({}, true));
  EXPECT_TRUE(later->remove());
  EXPECT_EQ(read_journal(path())->users.size(), 1U) << "what they had before anybody changed them";
}

TEST_F(JournalOnDisk, GoesWhenItIsRemoved) {
  const JournalFile file = prepared();
  ASSERT_TRUE(file.write(a_user(), true));
  EXPECT_TRUE(file.remove());
  EXPECT_FALSE(fs::exists(path()));
  EXPECT_TRUE(file.remove()) << "that it is gone is what was wanted";
}

TEST_F(JournalOnDisk, ComplainsBeforeTheRunAboutAPlaceThatIsNone) {
  folder_.write("file", "x");
  for (const fs::path& place :
       {folder_.path(), folder_.path() / "file" / "journal.json", fs::path{"/proc/journal.json"}})
    EXPECT_FALSE(JournalFile::prepare(place.string(), {})) << place;
}

TEST_F(JournalOnDisk, ThatIsNotThereIsExplained) {
  const auto none = read_journal(path());
  ASSERT_FALSE(none);
  EXPECT_NE(to_string(none.error().front()).find("everything has been restored"), std::string::npos);
}

}  // namespace
}  // namespace conform::test
