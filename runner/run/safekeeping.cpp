#include "run/safekeeping.hpp"

#include <utility>

namespace conform {
namespace {

std::string first_of(const Problems& problems) { return to_string(problems.front()); }

}  // namespace

std::string Safekeeping::begin(const Keeping& keeping, Messenger& messenger, const std::stop_token& stop) {
  if (file_ == nullptr) return {};
  originals_ = read_originals(keeping, messenger);
  if (stop.stop_requested()) return {};
  // Without a single original no case writes, and there is nothing to restore.
  if (originals_.left_out.size() > 0 && originals_.users.empty()) return {};
  const auto written = file_->write(originals_.users, keeping.reads_by_get);
  if (!written) return first_of(written.error());
  kept_ = true;
  return {};
}

Restoration Safekeeping::end(const Keeping& keeping, Messenger& messenger, std::vector<std::string>& notes) {
  if (!kept_) return {};
  Restored restored = restore_originals(originals_.users, keeping, messenger);
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
