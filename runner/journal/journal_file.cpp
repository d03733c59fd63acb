#include "journal/journal_file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "base/durable_file.hpp"
#include "journal/open_journals.hpp"
#include "journal/own_file.hpp"
#include "journal/own_folder.hpp"
#include "journal/token_file.hpp"

namespace conform {
namespace {

namespace fs = std::filesystem;

constexpr mode_t for_the_owner_alone = 0600;  // it holds personal data

constexpr const char* elsewhere = "choose another place with --journal";

Result<void> check_named(const std::string& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) return refused(Diagnostic::about_file(path, "is a folder", "name a file in it"));
  if (fs::exists(fs::symlink_status(path, error)) || fs::exists(fs::symlink_status(write_log_of(path), error))) {
    return refused(Diagnostic::about_file(path, "there is a file already, which may be the journal of an earlier run",
                                          "name a new file; conform restore --list shows the journals that are open"));
  }
  const fs::path folder = fs::path{path}.parent_path();
  if (!folder.empty()) fs::create_directories(folder, error);
  if (error)
    return refused(
        Diagnostic::about_file(path, "the folder of the journal cannot be made: " + error.message(), elsewhere));
  if (const std::string trouble = trouble_with_folder(folder); !trouble.empty())
    return refused(Diagnostic::about_file(path, "no journal can lie there, since its folder " + trouble, elsewhere));
  return {};
}

}  // namespace

std::string JournalFile::path_of(std::uint64_t number) const {
  if (!place_.file.empty()) return place_.file;
  return (place_.folder / ("conform-restore-" + place_.users + '-' + std::to_string(number) + ".json")).string();
}

Result<JournalFile> JournalFile::prepare(JournalPlace place, Journal head) {
  JournalFile file{std::move(place), std::move(head)};
  const std::string path = file.path_of(file.head_.number);
  if (!file.place_.file.empty()) {
    if (const auto good = check_named(path); !good) return tl::unexpected{good.error()};
    file.path_ = path;
  } else if (const auto own = own_folder(file.place_.folder, Folder::protected_); !own) {
    return refused(
        Diagnostic::about_file(file.place_.folder.string(), "the folder of the journal " + own.error(), elsewhere));
  }
  if (const DurableFile trial{path, for_the_owner_alone}; trial.error() != 0)
    return refused(
        Diagnostic::about_file(path, "no journal can be made there: " + error_text(trial.error()), elsewhere));
  return file;
}

Result<void> JournalFile::write(std::vector<UserSnapshot> users, bool reads_by_get) {
  Journal journal = head_;
  journal.users = std::move(users);
  journal.target.reads_by_get = reads_by_get;
  constexpr int most_tries = 1000;
  for (int tries = 0; tries < most_tries; ++tries, ++journal.number) {
    const std::string path = path_of(journal.number);
    // Another run may have removed the folder, since nothing was in it.
    if (place_.file.empty()) static_cast<void>(own_folder(place_.folder, Folder::protected_));
    const int error = DurableFile{path, for_the_owner_alone}.create(to_text(journal));
    const bool taken = error == EEXIST;
    if (place_.file.empty() && (taken || error == ENOENT)) continue;
    if (error != 0) {
      return refused(Diagnostic::about_file(
          path, taken ? "there is a file already" : "the journal cannot be written: " + error_text(error)));
    }
    auto writes = WriteLog::create(write_log_of(path));
    if (!writes) {
      ::unlink(path.c_str());
      std::error_code gone;
      if (place_.file.empty() && fs::exists(fs::symlink_status(write_log_of(path), gone))) continue;
      return tl::unexpected{writes.error()};
    }
    path_ = path;
    writes_ = std::move(*writes);
    note_open_journal(path);
    return {};
  }
  return refused(Diagnostic::about_file(place_.folder.string(), "there are too many journals in this folder"));
}

Result<void> JournalFile::remove() const { return remove_journal(path_); }

Result<void> remove_journal(const std::string& path) {
  // The journal goes first: what lies beside it is of no use without it, and without what lies beside it it asks.
  const auto removed = [&](const std::string& file) { return ::unlink(file.c_str()) == 0 || errno == ENOENT; };
  if (!removed(path))
    return refused(Diagnostic::about_file(path, "the journal cannot be removed: " + error_text(errno),
                                          "everything is restored; remove it"));
  flush_folder_of(path);
  static_cast<void>(removed(write_log_of(path)));
  static_cast<void>(removed(token_file_of(path)));
  forget_open_journal(path);
  // The folder is ours when nothing but journals was in it.
  const fs::path folder = fs::path{path}.parent_path();
  if (folder.filename() == journal_folder_name) ::rmdir(folder.c_str());
  return {};
}

Result<Journal> read_journal(const std::string& path) {
  std::error_code error;
  if (!fs::exists(fs::symlink_status(path, error))) {
    return refused(Diagnostic::about_file(path, "the journal cannot be read: there is no such file",
                                          "a missing journal means that everything has been restored"));
  }
  const auto text = read_own_file(path, largest_journal);
  if (!text) return tl::unexpected{text.error()};
  return parse_journal(*text, path);
}

}  // namespace conform
