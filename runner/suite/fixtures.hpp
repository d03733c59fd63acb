#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "suite/case.hpp"

namespace conform {

/// Readings that cases accept by name (cases/alternatives.json).
struct NamedAlternatives {
  std::string about;        ///< one sentence
  SharedJson alternatives;  ///< the list, as a case file would have it
};

/// States, samples and lists that cases refer to by name (cases/fixtures.json).
struct Fixtures {
  std::map<std::string, SharedJson, std::less<>> states;   ///< attributes objects
  std::map<std::string, SharedJson, std::less<>> samples;  ///< "locale", "address/street" → array of valid values
  std::map<std::string, SharedJson, std::less<>> lists;    ///< arrays for matrices

  /// The attributes of the contract that a client can set, without address members.
  [[nodiscard]] std::vector<std::string> attributes() const;
};

}  // namespace conform
