#pragma once

#include <string>

namespace conform {

/// A user of the target: the id of the record, the actor whose record it is, and the actor's token.
struct User {
  std::string id;          ///< empty: the actor has no record
  std::string actor;       ///< "user-1", "reader"
  std::string token = {};  ///< bearer token, or its stand-in; empty where it is not needed
  friend bool operator==(const User&, const User&) = default;
};

}  // namespace conform
