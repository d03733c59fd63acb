#pragma once

#include <algorithm>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace conform {

/// True for a status with which a server says that it does not have an operation.
[[nodiscard]] constexpr bool says_not_there(int status) { return status == 404 || status == 405 || status == 501; }

/// Which operations have been seen to succeed for which user in this run. A case that expects a refusal counts only
/// when its control request, the same operation by the same user with nothing wrong in it, has succeeded. Thread-safe.
class ControlRequests {
 public:
  /// Empty text: succeeded; other text: why not; nothing: not tried yet.
  [[nodiscard]] std::optional<std::string> known(std::string_view actor, std::string_view operation) const {
    const std::scoped_lock lock{mutex_};
    const auto found = results_.find(std::pair{std::string{actor}, std::string{operation}});
    return found == results_.end() ? std::nullopt : std::optional{found->second};
  }
  void note(std::string_view actor, std::string_view operation, std::string why_not) {
    const std::scoped_lock lock{mutex_};
    if (why_not.empty()) served_.emplace(operation);
    results_.insert_or_assign(std::pair{std::string{actor}, std::string{operation}}, std::move(why_not));
  }
  /// To be called when a refusal relies on an earlier success. True when so many did that it must be seen again, by
  /// the same user: a server may serve first requests alone. The time between grows.
  [[nodiscard]] bool is_due(std::string_view operation) {
    constexpr std::size_t longest = 48;
    const std::scoped_lock lock{mutex_};
    Reliance& reliance = relied_[std::string{operation}];
    if (++reliance.since < reliance.limit) return false;
    reliance.limit = std::min(longest, reliance.limit * 2);
    reliance.since = 0;
    return true;
  }
  /// A request with nothing wrong in it, for a record that is there, got 404, 405 or 501.
  void deny(std::string_view operation) {
    const std::scoped_lock lock{mutex_};
    denied_.emplace(operation);
  }
  /// True when an operation was denied and has not succeeded for any user.
  [[nodiscard]] bool seems_missing(std::string_view operation) const {
    const std::scoped_lock lock{mutex_};
    return denied_.contains(operation) && !served_.contains(operation);
  }

 private:
  struct Reliance {
    std::size_t since = 0;
    std::size_t limit = 3;
  };
  mutable std::mutex mutex_;
  std::map<std::string, Reliance> relied_;     ///< by operation
  std::set<std::string, std::less<>> served_;  ///< have succeeded for some user
  std::set<std::string, std::less<>> denied_;
  std::map<std::pair<std::string, std::string>, std::string> results_;
};

}  // namespace conform
