#pragma once

#include <string>

#include "journal/journal.hpp"

namespace conform {

/// The journal of one run on the disk: mode 0600, there whole or not at all, and never over another one, since that
/// would be the originals of a run that did not put them back.
class JournalFile {
 public:
  /// Makes the folders above `path` and tries out that a file can be made there; complains when there is one. What the
  /// run knows before it begins (`head`) is kept for `write`.
  [[nodiscard]] static Result<JournalFile> prepare(const std::string& path, Journal head);

  /// Writes the journal with these users; on the disk when it returns.
  [[nodiscard]] Result<void> write(std::vector<Original> users, bool reads_by_get) const;
  /// Takes it away: everything has been put back.
  [[nodiscard]] Result<void> remove() const;

  /// As the user named it.
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  JournalFile(std::string path, Journal head) : path_{std::move(path)}, head_{std::move(head)} {}

  std::string path_;
  Journal head_;
};

/// Takes a journal away for good.
[[nodiscard]] Result<void> remove_journal(const std::string& path);

/// Reads a journal from the disk.
[[nodiscard]] Result<Journal> read_journal(const std::string& path);

}  // namespace conform
