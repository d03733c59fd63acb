#include "journal/journal_file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "journal/open_journals.hpp"
#include "journal/own_file.hpp"
#include "journal/own_folder.hpp"
#include "journal/token_file.hpp"
#include "support/scratch_folder.hpp"

namespace conform::test {
namespace {

namespace fs = std::filesystem;

std::vector<UserSnapshot> a_user() {
  return {{.actor = "user-1",
           .id = "id-1",
           .record = stored_record(R"({"data":{"id":"id-1","attributes":{"firstName":"Ada","n":18.50}}})")}};
}

mode_t mode_of(const fs::path& path) {
  struct stat found {};
  return ::stat(path.c_str(), &found) == 0 ? found.st_mode & 0777U : 0;
}

/// A state folder of the test's own.
class JournalOnDisk : public ::testing::Test {
 protected:
  JournalOnDisk() { ::setenv("XDG_STATE_HOME", state().c_str(), 1); }
  ~JournalOnDisk() override { ::unsetenv("XDG_STATE_HOME"); }
  [[nodiscard]] fs::path state() const { return folder_.path() / "state"; }
  [[nodiscard]] fs::path place() const { return folder_.path() / "journals"; }
  [[nodiscard]] JournalFile prepared(std::uint64_t number = 7) const {
    Journal head;
    head.number = number;
    head.started_at = "now";
    auto file = JournalFile::prepare({.folder = place(), .users = "abc"}, std::move(head));
    EXPECT_TRUE(file) << (file ? "" : to_string(file.error().front()));
    return std::move(*file);
  }
  [[nodiscard]] std::vector<std::string> open_ones() const {
    std::vector<std::string> paths;
    for (const OpenJournal& journal : find_open_journals({}).journals) paths.push_back(journal.path);
    return paths;
  }
  ScratchFolder folder_;
};

TEST_F(JournalOnDisk, IsWrittenForItsOwnerAlone) {
  JournalFile file = prepared();
  EXPECT_TRUE(fs::is_empty(place())) << "nothing was read yet";
  ASSERT_TRUE(file.write(a_user(), false));
  EXPECT_EQ(file.path(), (place() / "conform-restore-abc-7.json").string());
  for (const std::string& one : {file.path(), write_log_of(file.path())}) EXPECT_EQ(mode_of(one), 0600U) << one;
  EXPECT_EQ(mode_of(place()), 0700U);
  const auto read = read_journal(file.path());
  ASSERT_TRUE(read) << to_string(read.error().front());
  EXPECT_EQ(read->users.at(0).record.bytes, a_user().at(0).record.bytes);
  EXPECT_EQ(read->number, 7U);
  EXPECT_FALSE(read->target.reads_by_get);
}

TEST_F(JournalOnDisk, NeverTakesThePlaceOfAFileThatIsThere) {
  fs::create_directories(place());
  ::chmod(place().c_str(), 0700);
  for (const char* name : {"conform-restore-abc-7.json", "conform-restore-abc-8.json.writes"})
    folder_.write(fs::path{"journals"} / name, "");
  JournalFile file = prepared();
  ASSERT_TRUE(file.write(a_user(), true)) << "an empty file of its name must not switch the journal off";
  EXPECT_EQ(file.path(), (place() / "conform-restore-abc-9.json").string());
  EXPECT_EQ(read_journal(file.path())->number, 9U);
  EXPECT_TRUE(fs::is_empty(place() / "conform-restore-abc-7.json"));
}

TEST_F(JournalOnDisk, IsOnTheListOfOpenOnesUntilItIsRemoved) {
  JournalFile file = prepared();
  ASSERT_TRUE(file.write(a_user(), true));
  EXPECT_EQ(open_ones(), std::vector<std::string>{fs::canonical(file.path()).string()});
  TokenFile tokens;
  tokens.note("user-1", "given", "rotated");
  ASSERT_TRUE(tokens.keep_beside(file.path()));
  EXPECT_EQ(mode_of(token_file_of(file.path())), 0600U);
  EXPECT_TRUE(file.remove());
  EXPECT_TRUE(open_ones().empty());
  EXPECT_TRUE(fs::is_empty(place())) << "nothing stays beside it";
  EXPECT_TRUE(file.remove()) << "that it is gone is what was wanted";
}

TEST_F(JournalOnDisk, NamedByAUserHasToBeNew) {
  const std::string path = (folder_.path() / "deep" / "j.json").string();
  auto first = JournalFile::prepare({.file = path}, {});
  ASSERT_TRUE(first);
  ASSERT_TRUE(first->write(a_user(), true));
  EXPECT_EQ(first->path(), path);
  EXPECT_FALSE(JournalFile::prepare({.file = path}, {}));
  EXPECT_EQ(read_journal(path)->users.size(), 1U);
}

TEST_F(JournalOnDisk, LiesInNoFolderOfDevicesOrOfEverybody) {
  const fs::path open = folder_.path() / "open";
  fs::create_directories(open);
  ::chmod(open.c_str(), 01777);
  folder_.write("file", "x");
  for (const fs::path& path : {fs::path{"/dev/j.json"}, fs::path{"/proc/j.json"}, open / "j.json", folder_.path(),
                               folder_.path() / "file" / "j.json"})
    EXPECT_FALSE(JournalFile::prepare({.file = path.string()}, {})) << path;
  EXPECT_FALSE(JournalFile::prepare({.folder = open, .users = "abc"}, {}));
}

TEST_F(JournalOnDisk, ThatOthersMayWriteDecidesNothing) {
  JournalFile file = prepared();
  ASSERT_TRUE(file.write(a_user(), true));
  ::chmod(file.path().c_str(), 0666);
  const auto refused = read_journal(file.path());
  ASSERT_FALSE(refused);
  EXPECT_NE(to_string(refused.error().front()).find("can be written to by other accounts"), std::string::npos);
  EXPECT_EQ(find_open_journals({}).refused.size(), 1U);
}

TEST_F(JournalOnDisk, IsReadWithALimit) {
  EXPECT_FALSE(read_journal("/dev/zero"));
  const auto file = folder_.write("large", std::string(1000, ' '));
  EXPECT_TRUE(read_own_file(file.string(), 1000));
  const auto refused = read_own_file(file.string(), 999);
  ASSERT_FALSE(refused);
  EXPECT_NE(to_string(refused.error().front()).find("more than 999 bytes"), std::string::npos);
}

TEST_F(JournalOnDisk, ThatIsNotThereIsExplained) {
  const auto none = read_journal((folder_.path() / "none.json").string());
  ASSERT_FALSE(none);
  EXPECT_NE(to_string(none.error().front()).find("everything has been restored"), std::string::npos);
}

TEST_F(JournalOnDisk, OfALaterRunIsFoundFirst) {
  for (const std::uint64_t number : {5U, 30U, 9U}) {
    JournalFile file = prepared(number);
    ASSERT_TRUE(file.write(a_user(), true));
  }
  const OpenJournals open = find_open_journals({});
  ASSERT_EQ(open.journals.size(), 3U);
  EXPECT_EQ(open.journals[0].journal.number, 30U);
  EXPECT_EQ(open.journals[2].journal.number, 5U);
  EXPECT_GT(next_number(open), 30U);
  EXPECT_TRUE(shares_users(open.journals[0].journal, "", std::vector<std::string>{"ID-1"}));
  EXPECT_FALSE(shares_users(open.journals[0].journal, "", std::vector<std::string>{"id-2"}));
}

TEST_F(JournalOnDisk, HasANumberAboveThatOfAnyOtherWhateverTheClock) {
  JournalFile file = prepared(99'991'231'235'959);
  ASSERT_TRUE(file.write(a_user(), true));
  EXPECT_EQ(next_number(find_open_journals({})), 99'991'231'235'960U);
}

TEST(TokenFiles, GiveBackTheNewestTokenOfEachActor) {
  const ScratchFolder folder;
  const std::string journal = (folder.path() / "j.json").string();
  EXPECT_TRUE(read_token_file(journal)->empty()) << "there need not be one";
  TokenFile file;
  file.note("user-1", "given", "second");
  ASSERT_TRUE(file.keep_beside(journal));
  file.note("user-1", "given", "third \"with\" quotes");
  const auto read = read_token_file(journal);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->at("user-1").token, "third \"with\" quotes");
  EXPECT_EQ(read->at("user-1").given, mark_of_token("given"));
  folder.write("j.json.tokens", "[1]");
  EXPECT_FALSE(read_token_file(journal));
}

TEST(WriteLogs, SayWhatARunHasWritten) {
  const ScratchFolder folder;
  const std::string path = (folder.path() / "j.json.writes").string();
  {
    auto log = WriteLog::create(path);
    ASSERT_TRUE(log);
    EXPECT_FALSE(WriteLog::create(path)) << "never opens one that is there";
    const nlohmann::json values{{"firstName", "Ada"}, {"address", {{"street", "A \"b\""}}}, {"n", 18.5}, {"e", ""}};
    (*log)->note("id-1", "record", keys_of(values));
    (*log)->note("id-1", "record", keys_of(values));
    (*log)->note("id-1", "attributes", keys_of({{"long", std::string(5000, 'x')}}));
  }
  const auto size = fs::file_size(path);
  EXPECT_LT(size, 1000U) << "each value once, long ones as a hash";
  folder.write("j.json.writes", *read_own_file(path, 10000) + R"({"user":"id-1","of":"record","val)");
  ::chmod(path.c_str(), 0600);
  const auto read = read_write_log(path);
  ASSERT_TRUE(read) << to_string(read.error().front());
  const auto has = [&](const char* resource, const nlohmann::json& object) {
    const ValueKeys keys = keys_of(object);
    return read->has(resource, keys.begin()->first, keys.begin()->second);
  };
  EXPECT_TRUE(has("record", {{"firstName", "Ada"}}));
  EXPECT_TRUE(has("record", {{"n", 18.50}}));
  EXPECT_TRUE(has("record", {{"e", nullptr}})) << "cleared is cleared";
  EXPECT_TRUE(has("record", {{"address", {{"street", "A \"b\""}}}}));
  EXPECT_TRUE(has("attributes", {{"long", std::string(5000, 'x')}}));
  EXPECT_FALSE(has("attributes", {{"long", std::string(5001, 'x')}}));
  EXPECT_FALSE(has("record", {{"firstName", "June"}}));
  EXPECT_FALSE(has("record", {{"firstName", nullptr}}));
  EXPECT_FALSE(has("attributes", {{"firstName", "Ada"}}));
}

TEST(OwnFolders, AreNoFoldersThatOthersWriteTo) {
  const ScratchFolder folder;
  const fs::path open = folder.path() / "open";
  fs::create_directories(open);
  ::chmod(open.c_str(), 0777);
  EXPECT_FALSE(own_folder(open, Folder::protected_));
  ::chmod(open.c_str(), 0755);
  EXPECT_TRUE(own_folder(open, Folder::protected_));
  EXPECT_FALSE(own_folder(open, Folder::secret));
  fs::create_directory_symlink(open, folder.path() / "link");
  EXPECT_FALSE(own_folder(folder.path() / "link", Folder::protected_));
  EXPECT_TRUE(own_folder(folder.path() / "new", Folder::secret));
  EXPECT_EQ(mode_of(folder.path() / "new"), 0700U);
}

}  // namespace
}  // namespace conform::test
