#pragma once

#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

namespace conform {

/// What a read has shown of a user.
struct SeenUser {
  nlohmann::json record;    ///< its attributes; null: not read
  nlohmann::json identity;  ///< type and id that came with them
  nlohmann::json keys;      ///< of /attributes; null: not read
};

/// What the last case that had a user has read of it, by the user's id: the next case need not read it again.
/// Thread-safe.
class LastReads {
 public:
  /// Takes what is known of a user away; the case that has the user keeps it again at its end.
  [[nodiscard]] std::optional<SeenUser> take(const std::string& id) {
    const std::scoped_lock lock{mutex_};
    auto node = users_.extract(id);
    return node.empty() ? std::nullopt : std::optional{std::move(node.mapped())};
  }
  void keep(const std::string& id, SeenUser seen) {
    const std::scoped_lock lock{mutex_};
    users_.insert_or_assign(id, std::move(seen));
  }

 private:
  std::mutex mutex_;
  std::map<std::string, SeenUser, std::less<>> users_;
};

/// Which reads one attempt at a case may leave out, and what came of it. By default every read is sent.
struct SavedReads {
  LastReads* last = nullptr;  ///< what earlier cases have read serves as the read before a request; null: none
  /// A response that shows the record as it must be serves as a read, but at the end of a case.
  bool by_response = false;
  bool any = false;               ///< set by the attempt: a read was left out
  bool responses_differ = false;  ///< set by the attempt: a read showed other values than the response before it
};

}  // namespace conform
