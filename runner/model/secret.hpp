#pragma once

#include <string>

namespace conform {

/// A value that no report, record, log or message may hold, and the name that stands for it.
struct Secret {
  std::string value;
  std::string variable;  ///< an environment variable's name: "USER_1_TOKEN"
  friend bool operator==(const Secret&, const Secret&) = default;
};

}  // namespace conform
