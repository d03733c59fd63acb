#pragma once

#include <map>
#include <mutex>
#include <string>

namespace conform {

/// Which case of a run wrote last to a record or to the /attributes of a user: what a later case reads there before it
/// writes is the work of that one. Thread-safe.
class LastWriters {
 public:
  void note(const std::string& what, const std::string& case_id) {
    const std::scoped_lock lock{mutex_};
    auto& [last, before] = writers_[what];
    if (last == case_id) return;
    before = std::move(last);
    last = case_id;
  }
  /// The last one that is not `reader` itself; empty: there is none.
  [[nodiscard]] std::string of(const std::string& what, const std::string& reader) const {
    const std::scoped_lock lock{mutex_};
    const auto found = writers_.find(what);
    if (found == writers_.end()) return {};
    return found->second.first == reader ? found->second.second : found->second.first;
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::pair<std::string, std::string>, std::less<>> writers_;  ///< the last, the one before
};

}  // namespace conform
