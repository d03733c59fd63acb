#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/untrusted.hpp"
#include "model/level.hpp"

namespace conform {

/// The requirement that a case names for what it expects.
struct Citation {
  std::string requirement;
  Level level = Level::must;
};

/// One thing that a check saw and that should be otherwise. Which requirement it violates, and at which level, is
/// decided later and once (`Findings`).
struct Mismatch {
  std::string rule = {};  ///< a row of `rules` (check/rules.hpp): "contract.status"
  Untrusted where;
  Untrusted expected;
  Untrusted actual;
  Untrusted message;
  Level max_level = Level::must;       ///< counts at most so high
  std::optional<Citation> cited = {};  ///< nothing: the rule says which requirement it is
  bool in_later_read = false;          ///< seen in the read after the exchange, not in its response
};
using Mismatches = std::vector<Mismatch>;

/// Which way a server went where the contract is open, seen by an implicit check.
struct Notice {
  std::string observation;
  std::string interpretation;
  std::string value;           ///< what was sent, and where; a server that is of one mind reads it in one way
  std::string where;           ///< pointer below the response: "/data/attributes/email"
  bool in_later_read = false;  ///< seen in the read after the exchange, not in its response
  friend bool operator==(const Notice&, const Notice&) = default;
};

/// What a check reports.
struct CheckResult {
  Mismatches mismatches;
  std::vector<Notice> notices;
};

}  // namespace conform
