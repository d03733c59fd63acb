#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/untrusted.hpp"

namespace conform {

/// An access token as its source gives it.
struct IssuedToken {
  std::string token;
  std::optional<std::chrono::seconds> lifetime;  ///< from when it was asked for; nothing: the source does not say
  std::string refresh_token;                     ///< that came with it; empty: none
  friend bool operator==(const IssuedToken&, const IssuedToken&) = default;
};

/// Why there is no token.
struct NoToken {
  Untrusted why;       ///< in words of ours, with those of others in them
  std::string said;    ///< what the source said of it, as it came; may be empty
  bool final = false;  ///< asking again would be refused again
  friend bool operator==(const NoToken&, const NoToken&) = default;
};

}  // namespace conform
