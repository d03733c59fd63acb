#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace conform {

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
