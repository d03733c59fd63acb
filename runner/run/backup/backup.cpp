#include "run/backup/backup.hpp"

#include <utility>

namespace conform {
namespace {

std::string first_of(const Diagnostics& diagnostics) { return to_string(diagnostics.front()); }

}  // namespace

std::string Backup::begin(const BackupSetting& backup_setting, RetryingClient& client, const std::stop_token& stop) {
  if (file_ == nullptr) return {};
  snapshot_ = take_snapshot(backup_setting, client);
  if (stop.stop_requested()) return {};
  // Without a single original no case writes, and there is nothing to restore.
  if (snapshot_.left_out.size() > 0 && snapshot_.users.empty()) return {};
  const auto written = file_->write(snapshot_.users, backup_setting.reads_by_get);
  if (!written) return first_of(written.error());
  kept_ = true;
  return {};
}

Restoration Backup::end(const BackupSetting& backup_setting, RetryingClient& client, std::vector<std::string>& notes) {
  if (!kept_) return {};
  Restored restored = restore_snapshot(snapshot_.users, backup_setting, client);
  notes.insert(notes.end(), restored.notes.begin(), restored.notes.end());
  Restoration result{.unrestored = std::move(restored.left), .journal = {}};
  if (!result.unrestored.empty()) {
    result.journal = file_->path();
  } else if (const auto removed = file_->remove(); !removed) {
    result.journal = file_->path();
  }
  return result;
}

}  // namespace conform
