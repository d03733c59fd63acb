#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace conform {

/// Whose keys of /attributes with which values this run has met: what a user was sent, and what they had at first. A
/// read that shows one user what only another one was sent is a read of the other's, if no user could have come to it
/// by themselves: a server may trim or normalise one user's text until it is another's. Thread-safe.
class AttributeOwners {
 public:
  /// The request of a user, or their attributes when they were read first; `shared`: keys that may be attributes of the
  /// record, which a user can have without having been sent them here; `unique`: a word that only this case sends, so
  /// that a value with it gives a leak away; empty: none does.
  void note(const std::string& owner, const nlohmann::json& attributes,
            const std::set<std::string, std::less<>>& shared, std::string_view unique) {
    if (!attributes.is_object()) return;
    const std::scoped_lock lock{mutex_};
    for (const auto& [key, value] : attributes.items()) {
      if (value.is_null() || shared.contains(key)) continue;
      Met& met = owners_[hash_of(key, value)];
      met.owners.insert(owner);
      met.is_unique = met.is_unique || (!unique.empty() && text_of(value).find(unique) != std::string::npos);
    }
  }
  /// True once for each user: what they have is not known yet.
  [[nodiscard]] bool is_first_read(const std::string& owner) {
    const std::scoped_lock lock{mutex_};
    return read_.insert(owner).second;
  }
  /// A user who was sent something that a read shows to `reader`, who was not; remembers that there was such a read.
  struct Leak {
    std::string owner;
    std::string key;
  };
  [[nodiscard]] std::optional<Leak> leak_in(const std::string& reader, const nlohmann::json& attributes) {
    if (!attributes.is_object()) return std::nullopt;
    const std::scoped_lock lock{mutex_};
    for (const auto& [key, value] : attributes.items()) {
      const auto found = owners_.find(hash_of(key, value));
      if (found == owners_.end() || !found->second.is_unique || found->second.owners.contains(reader)) continue;
      leaked_ = true;
      return Leak{.owner = *found->second.owners.begin(), .key = key};
    }
    return std::nullopt;
  }
  /// True when a read has shown another user's attributes: what other reads show of writes is not certain either.
  [[nodiscard]] bool leaked() const { return leaked_; }

 private:
  struct Met {
    std::set<std::string> owners;
    bool is_unique = false;
  };

  static std::string text_of(const nlohmann::json& value) {
    return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  }
  static std::size_t hash_of(const std::string& key, const nlohmann::json& value) {
    return std::hash<std::string>{}(key + '=' + text_of(value));
  }

  std::mutex mutex_;
  std::map<std::size_t, Met> owners_;
  std::set<std::string> read_;
  std::atomic<bool> leaked_{false};
};

}  // namespace conform
