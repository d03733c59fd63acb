#include "suite/names.hpp"

#include <algorithm>
#include <array>

namespace conform {

const std::vector<std::string>& special_actors() {
  static const std::vector<std::string> names{"reader", "unlinked", "expired", "admin"};
  return names;
}

const std::vector<std::string>& senders() {
  static const std::vector<std::string> names{"user", "user2", "nobody", "reader", "unlinked", "expired", "admin"};
  return names;
}

bool is_reserved_name(std::string_view name) {
  constexpr std::array<std::string_view, 14> reserved{"user",   "user2",         "reader", "unlinked", "expired",
                                                      "admin",  "unknown",       "nonce",  "sample",   "state",
                                                      "before", "differentFrom", "repeat", "bytes"};
  return std::ranges::find(reserved, name) != reserved.end();
}

}  // namespace conform
