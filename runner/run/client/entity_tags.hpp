#pragma once

#include <map>
#include <mutex>
#include <string>

#include "model/exchange.hpp"

namespace conform {

/// The entity tags of resources as a server gave them last, for targets whose writes must be conditional (RFC 6585
/// section 3). Thread-safe.
class EntityTags {
 public:
  /// The tag of the resource that a request writes to, for whom it is sent by; empty: none is known.
  [[nodiscard]] std::string of(const Request& request) const;
  /// Keeps what a response says of its resource. A write that was served without a tag, and 412, make a tag outdated.
  void note(const Request& request, const ResponseOrError& response);

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::string, std::less<>> tags_;
};

/// True for a write that carries no condition of its own.
[[nodiscard]] bool needs_tag(const Request& request);

/// The read that shows the tag of the resource that a request writes to.
[[nodiscard]] Request read_of_tag(const Request& write);

}  // namespace conform
