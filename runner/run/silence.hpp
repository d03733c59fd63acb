#pragma once

#include <map>
#include <mutex>
#include <string>

#include "model/exchange.hpp"

namespace conform {

/// What the run has learnt about requests that come to nothing, over all workers: a server that is silent or gone must
/// not hold up a run for hours. Thread-safe.
class Silence {
 public:
  /// True when requests like this one (by method and kind of path) have gone unanswered so often in a row that trying
  /// again tells nothing new.
  [[nodiscard]] bool is_silent(const Request& request) const;
  /// True when so many requests in a row got no connection that waiting for one is in vain.
  [[nodiscard]] bool is_gone() const;
  void note(const Request& request, const Answer& answer);

  static constexpr int enough = 3;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, int, std::less<>> unanswered_;
  int unconnected_ = 0;
};

/// The kind of a request as `Silence` counts it: "GET /users", "PUT /users with a large body".
[[nodiscard]] std::string kind_of(const Request& request);

/// True for trouble in which nothing of a request has been sent.
[[nodiscard]] bool is_unsent(const Answer& answer);

}  // namespace conform
