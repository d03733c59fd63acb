#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace conform {

/// Which operations have been seen to succeed for which user in this run. A case that expects a refusal counts only
/// when its positive twin, the same operation by the same user with nothing wrong in it, has succeeded. Thread-safe.
class Twins {
 public:
  /// Empty text: succeeded; other text: why not; nothing: not tried yet.
  [[nodiscard]] std::optional<std::string> known(std::string_view actor, std::string_view operation) const {
    const std::scoped_lock lock{mutex_};
    const auto found = results_.find(std::pair{std::string{actor}, std::string{operation}});
    return found == results_.end() ? std::nullopt : std::optional{found->second};
  }
  void note(std::string_view actor, std::string_view operation, std::string why_not) {
    const std::scoped_lock lock{mutex_};
    results_.insert_or_assign(std::pair{std::string{actor}, std::string{operation}}, std::move(why_not));
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, std::string> results_;
};

}  // namespace conform
