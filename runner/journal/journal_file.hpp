#pragma once

#include <string>

#include "journal/journal.hpp"

namespace conform {

/// The journal of one run on the disk: mode 0600, there whole or not at all, and never over another one, since that
/// would be the originals of a run that did not put them back.
class JournalFile {
 public:
  /// What to do with a journal that is there already. `refuse`: complain. `respect`: it is of the same users, so that
  /// it holds what they had before anybody changed them; it stays as it is, and stands for this run too.
  enum class Earlier { refuse, respect };

  /// Makes the folders above `path` and tries out that a file can be made there. What the run knows before it begins
  /// (`head`) is kept for `write`.
  [[nodiscard]] static Result<JournalFile> prepare(const std::string& path, Journal head,
                                                   Earlier earlier = Earlier::refuse);

  /// True when the journal of an earlier run stands for this one: `write` and `remove` leave it alone.
  [[nodiscard]] bool is_of_earlier_run() const { return of_earlier_run_; }

  /// Writes the journal with these users; on the disk when it returns.
  [[nodiscard]] Result<void> write(std::vector<Original> users, bool reads_by_get) const;
  /// Takes it away: everything has been put back.
  [[nodiscard]] Result<void> remove() const;

  /// As the user named it.
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  JournalFile(std::string path, Journal head, bool of_earlier_run)
      : path_{std::move(path)}, head_{std::move(head)}, of_earlier_run_{of_earlier_run} {}

  std::string path_;
  Journal head_;
  bool of_earlier_run_;
};

/// Takes a journal away for good.
[[nodiscard]] Result<void> remove_journal(const std::string& path);

/// Reads a journal from the disk.
[[nodiscard]] Result<Journal> read_journal(const std::string& path);

}  // namespace conform
