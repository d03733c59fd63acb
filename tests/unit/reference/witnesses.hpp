#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace conform::reference::testing {

/// The request of a case in tests/witnesses, with the record that it needs.
struct Witness {
  std::string name;       ///< of its file
  nlohmann::json record;  ///< attributes for a setUser before it
  std::string operation;
  nlohmann::json attributes;  ///< of the document; null: `body` is all
  std::string body;
};

/// All of them, by name, with plain values for the expressions of the case format; `user_id` is the user's.
[[nodiscard]] std::vector<Witness> witnesses(const std::string& user_id);

}  // namespace conform::reference::testing
