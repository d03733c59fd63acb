#pragma once

#include <set>
#include <string>
#include <vector>

#include "run/environment.hpp"
#include "run/messenger.hpp"
#include "suite/contract.hpp"
#include "target/target.hpp"

namespace conform {

/// What was found out about a target before the first case.
struct Preflight {
  std::string unreachable;                     ///< why nothing can be run; empty: it can
  std::set<std::string, std::less<>> offered;  ///< operations
  bool reads_by_get = true;
  std::vector<std::string> notes;  ///< what a reader of the report has to know
};

/// Asks the target with one user's token whether it is there and which of the reading operations it has: those are
/// documented by the published docs alone, and a server may lack them (404, 405 or 501). A target that names its way of
/// reading is taken at its word.
[[nodiscard]] Preflight look_at(const Target& target, const Contract& contract, const Party& user,
                                Messenger& messenger);

}  // namespace conform
