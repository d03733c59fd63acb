#pragma once

#include <chrono>
#include <stop_token>
#include <string>
#include <vector>

#include "journal/journal_file.hpp"
#include "run/backup/snapshot.hpp"

namespace conform {

/// Sees to it that the users of a run have afterwards what they had before.
class Backup {
 public:
  /// Null: nothing is kept.
  explicit Backup(JournalFile* file) : file_{file} {}

  /// Reads the originals and puts them into the journal, unless `stop` was asked for meanwhile: then nothing is kept,
  /// and no case will run. Why nothing may be written to the target; empty: it may, to users that are not left out.
  [[nodiscard]] std::string begin(const BackupSetting& backup_setting, RetryingClient& client,
                                  const std::stop_token& stop);
  /// Restores them, and takes the journal away when nothing remains. Notes on it go to `notes`. Does nothing when
  /// `begin` did not succeed.
  [[nodiscard]] Restoration end(const BackupSetting& backup_setting, RetryingClient& client,
                                std::vector<std::string>& notes);

  /// True when there is something to restore.
  [[nodiscard]] bool holds() const { return kept_; }
  /// What has an original and what has none.
  [[nodiscard]] const Snapshot& snapshot() const { return snapshot_; }
  /// Where writes are noted; null: nowhere.
  [[nodiscard]] WriteLog* writes() const { return kept_ ? file_->writes() : nullptr; }
  /// The journal's path, once it is written.
  [[nodiscard]] std::string journal() const { return kept_ ? file_->path() : std::string{}; }

 private:
  JournalFile* file_;
  Snapshot snapshot_;
  bool kept_ = false;
};

/// For all of restoring: the run is over, or was to be.
inline constexpr std::chrono::seconds time_to_restore{300};
/// After an interruption or the run's deadline, since the user is waiting.
inline constexpr std::chrono::seconds time_to_restore_in_a_hurry{30};

}  // namespace conform
