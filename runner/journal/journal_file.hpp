#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "journal/journal.hpp"
#include "journal/write_log.hpp"

namespace conform {

/// Where the journal of a run is to lie.
struct JournalPlace {
  std::string file = {};              ///< named by the user; it must be new
  std::filesystem::path folder = {};  ///< else: a numbered file in this folder of our own
  std::string users = {};             ///< stands in its name for the users that it is of
};

/// The journal of one run on the disk: mode 0600, there whole or not at all, flushed with its folder, and always a new
/// file: what is there already may be the originals of a run that did not restore them. The log of writes lies beside
/// it (journal/write_log.hpp).
class JournalFile {
 public:
  /// Makes the folder and tries out that a file can be made there. What the run knows before it begins (`head`) is kept
  /// for `write`; its number is the least that the journal may get. Complains about a folder that others may write to.
  [[nodiscard]] static Result<JournalFile> prepare(JournalPlace place, Journal head);

  /// Writes the journal with these users, and makes the log of writes; on the disk when it returns, and from then on
  /// among the open journals of this account.
  [[nodiscard]] Result<void> write(std::vector<UserSnapshot> users, bool reads_by_get);
  /// Takes it away: everything has been restored.
  [[nodiscard]] Result<void> remove() const;

  /// As the user named it, or where the last `write` put it; empty before that.
  [[nodiscard]] const std::string& path() const { return path_; }
  /// What is written to users must be noted here; null before `write`.
  [[nodiscard]] WriteLog* writes() const { return writes_.get(); }

 private:
  JournalFile(JournalPlace place, Journal head) : place_{std::move(place)}, head_{std::move(head)} {}
  [[nodiscard]] std::string path_of(std::uint64_t number) const;

  JournalPlace place_;
  Journal head_;
  std::string path_;
  std::unique_ptr<WriteLog> writes_;
};

/// Takes a journal away for good, with what lies beside it.
[[nodiscard]] Result<void> remove_journal(const std::string& path);

/// Reads a journal that is to be trusted (journal/own_file.hpp).
[[nodiscard]] Result<Journal> read_journal(const std::string& path);

}  // namespace conform
