#include "journal/journal_file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "model/durable_file.hpp"

namespace conform {
namespace {

namespace fs = std::filesystem;

constexpr mode_t for_the_owner_alone = 0600;  // it holds personal data

tl::unexpected<Problems> journal_problem(const std::string& path, std::string message, std::string hint = {}) {
  return tl::unexpected{Problems{
      Problem{.file = path, .line = 0, .pointer = {}, .message = std::move(message), .hint = std::move(hint)}}};
}

tl::unexpected<Problems> is_there(const std::string& path) {
  return journal_problem(path, "an earlier run did not put its users back, and this journal holds what they had",
                         "run: conform restore " + path);
}

}  // namespace

Result<JournalFile> JournalFile::prepare(const std::string& path, Journal head, Earlier earlier) {
  std::error_code error;
  if (fs::is_directory(path, error)) return journal_problem(path, "is a folder", "name a file in it");
  if (const fs::file_type found = fs::symlink_status(path, error).type(); found != fs::file_type::not_found) {
    if (earlier == Earlier::refuse || found != fs::file_type::regular) return is_there(path);
    return JournalFile{path, std::move(head), true};
  }
  if (const fs::path folder = fs::path{path}.parent_path(); !folder.empty()) {
    fs::create_directories(folder, error);
    if (error) {
      return journal_problem(path, "the folder of the journal cannot be made: " + error.message(),
                             "choose another place with --journal");
    }
  }
  if (const DurableFile trial{path, for_the_owner_alone}; trial.error() != 0) {
    return journal_problem(path, "no journal can be made there: " + error_text(trial.error()),
                           "choose another place with --journal");
  }
  return JournalFile{path, std::move(head), false};
}

Result<void> JournalFile::write(std::vector<Original> users, bool reads_by_get) const {
  if (of_earlier_run_) return {};
  Journal journal = head_;
  journal.users = std::move(users);
  journal.target.reads_by_get = reads_by_get;
  const int error = DurableFile{path_, for_the_owner_alone}.create(to_text(journal));
  if (error == EEXIST) return is_there(path_);
  if (error != 0) return journal_problem(path_, "the journal cannot be written: " + error_text(error));
  return {};
}

Result<void> JournalFile::remove() const {
  if (of_earlier_run_) return {};
  return remove_journal(path_);
}

Result<void> remove_journal(const std::string& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT)
    return journal_problem(path, "the journal cannot be removed: " + error_text(errno),
                           "everything is restored; remove it");
  flush_folder_of(path);
  return {};
}

Result<Journal> read_journal(const std::string& path) {
  std::error_code error;
  std::ifstream stream{path, std::ios::binary};
  if (fs::is_directory(path, error) || !stream) {
    return journal_problem(path, "the journal cannot be read",
                           "a journal that is gone means that everything has been restored");
  }
  const std::string text{std::istreambuf_iterator<char>{stream}, {}};
  return parse_journal(text, path);
}

}  // namespace conform
