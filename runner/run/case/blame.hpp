#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Who may be behind what a response shows besides the operation that was asked for: another user, an earlier case, a
// token. The cases of a run share what they have seen.

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

/// Watches over the tokens of a run: after what a token that was accepted is refused. Tokens that end by themselves do
/// so after requests of any kind; those that an operation takes away end after that operation. Thread-safe.
class TokenWatch {
 public:
  using Time = std::chrono::system_clock::time_point;
  /// A request that was served with a token.
  struct ServedExchange {
    std::string operation;
    std::set<std::string> changed;  ///< attributes that it changed; empty: none, or a read
    std::string case_id;
    Time started{};
    Time ended{};
  };
  /// A token that is refused.
  struct Loss {
    ServedExchange after;               ///< the request that explains most losses; of those alike, the last one
    bool is_new = false;                ///< it was accepted before this request
    std::size_t alike = 0;              ///< tokens that were lost after this operation, with an attribute in common
    std::size_t others = 0;             ///< tokens that were lost after something else
    std::set<std::string> in_common{};  ///< attributes that all of those changed
  };

  /// A request that was served exonerates those that had ended before it began; of concurrent requests each can
  /// be the one after which the token is lost.
  void served(const std::string& actor, ServedExchange what) {
    const std::scoped_lock lock{mutex_};
    lost_.erase(actor);
    auto& suspects = suspects_[actor];
    std::erase_if(suspects, [&](const ServedExchange& earlier) { return earlier.ended <= what.started; });
    suspects.push_back(std::move(what));
  }
  /// A request with nothing wrong in it got 401; nothing: this token has never been accepted.
  [[nodiscard]] std::optional<Loss> refused(const std::string& actor) {
    const std::scoped_lock lock{mutex_};
    const auto own = suspects_.find(actor);
    if (own == suspects_.end()) return std::nullopt;
    const bool is_new = lost_.insert(actor).second;
    std::optional<Loss> best;
    for (const ServedExchange& suspect : own->second) {
      Loss loss = explained_by(suspect);
      if (!best || loss.alike >= best->alike) best = std::move(loss);
    }
    best->is_new = is_new;
    return best;
  }

 private:
  // How many of the losses one change explains: the attribute of it that most of them have in common decides.
  [[nodiscard]] Loss explained_by(const ServedExchange& suspect) const {
    Loss loss{.after = suspect, .others = lost_.size(), .in_common = {}};
    for (const std::string& name : suspect.changed) {
      std::size_t alike = 0;
      for (const std::string& actor : lost_) {
        if (may_have_lost_by(actor, suspect.operation, name)) ++alike;
      }
      if (alike > loss.alike) loss.in_common.clear();
      if (alike >= loss.alike) loss.in_common.insert(name);
      loss.alike = std::max(loss.alike, alike);
    }
    loss.others -= loss.alike;
    return loss;
  }
  [[nodiscard]] bool may_have_lost_by(const std::string& actor, const std::string& operation,
                                      const std::string& name) const {
    const auto& suspects = suspects_.at(actor);
    return std::any_of(suspects.begin(), suspects.end(), [&](const ServedExchange& exchange) {
      return exchange.operation == operation && exchange.changed.contains(name);
    });
  }

  std::mutex mutex_;
  std::map<std::string, std::vector<ServedExchange>> suspects_;
  std::set<std::string> lost_;  ///< actors
};

}  // namespace conform
