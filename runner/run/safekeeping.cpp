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
  const auto written = file_->write(originals_.users, keeping.reads_by_get);
  if (!written) return first_of(written.error());
  kept_ = true;
  return {};
}

Restoration Safekeeping::end(const Keeping& keeping, Messenger& messenger) {
  if (!kept_) return {};
  Restoration result{.unrestored = put_back(originals_.users, keeping, messenger), .journal = {}};
  if (!result.unrestored.empty()) {
    result.journal = file_->path();
  } else if (const auto removed = file_->remove(); !removed) {
    result.journal = file_->path();
  }
  result.unrestored.insert(result.unrestored.begin(), originals_.unreadable.begin(), originals_.unreadable.end());
  return result;
}

}  // namespace conform
