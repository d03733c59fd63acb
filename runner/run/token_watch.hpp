#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace conform {

/// Watches over the tokens of a run: after what a token that was accepted is refused. Tokens that end by themselves do
/// so after requests of any kind; those that an operation takes away end after that operation. Thread-safe.
class TokenWatch {
 public:
  /// What was served last with a token.
  struct Served {
    std::string operation;
    std::set<std::string> changed;  ///< attributes that it changed; empty: none, or a read
    std::string case_id;
  };
  /// A token that is refused.
  struct Loss {
    Served after;
    bool is_new = false;              ///< it was accepted before this request
    std::size_t alike = 0;            ///< tokens that were lost after this operation, with an attribute in common
    std::size_t others = 0;           ///< tokens that were lost after something else
    std::set<std::string> in_common;  ///< attributes that all of those changed
  };

  void served(const std::string& actor, Served what) {
    const std::scoped_lock lock{mutex_};
    lost_.erase(actor);
    served_.insert_or_assign(actor, std::move(what));
  }
  /// A request with nothing wrong in it was answered 401; nothing: this token has never been accepted.
  [[nodiscard]] std::optional<Loss> refused(const std::string& actor) {
    const std::scoped_lock lock{mutex_};
    const auto last = served_.find(actor);
    if (last == served_.end()) return std::nullopt;
    Loss loss{.after = last->second, .is_new = lost_.insert(actor).second, .in_common = last->second.changed};
    for (const std::string& one : lost_) {
      const Served& other = served_.at(one);
      std::set<std::string> common;
      for (const std::string& name : other.changed) {
        if (loss.in_common.contains(name)) common.insert(name);
      }
      if (other.operation != loss.after.operation || common.empty()) {
        ++loss.others;
      } else {
        ++loss.alike;
        loss.in_common = std::move(common);
      }
    }
    return loss;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, Served> served_;
  std::set<std::string> lost_;  ///< actors
};

}  // namespace conform
