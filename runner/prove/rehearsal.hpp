#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "plan/plan.hpp"
#include "run/engine/engine.hpp"
#include "suite/suite.hpp"
#include "target/target.hpp"

namespace conform {

/// A request that a run would send.
struct RehearsedRequest {
  std::string purpose;  ///< "setup", "read before", "request" …
  std::string actor;    ///< empty: none
  std::string curl;     ///< as a command line, secrets as $VARIABLES
};

/// All requests of one case, or why it has none.
struct RehearsedCase {
  const Case* test_case = nullptr;
  std::vector<RehearsedRequest> requests;
  std::string skipped;  ///< why the target cannot have this case; empty: it can
};

/// The requests of a run, and how many of those around the cases are not among them.
struct Rehearsal {
  std::vector<RehearsedCase> cases;  ///< in plan order
  std::size_t requests = 0;          ///< in all of them
  unsigned repeat = 1;               ///< how often a run sends these
  std::size_t before = 0;            ///< at most, before the first case: preflight, and reads of the users' data
  std::size_t after = 0;             ///< at most, after the last case: reads and writes that restore the users
};

/// Runs a plan as a run against `target` would go, yet against a conforming server in this process: nothing is sent to
/// the target. Its users, headers, operations and protected attributes count; ids and command lines are the target's.
/// Another server may respond otherwise, so that a run sends other requests. Of `options` what decides on requests
/// counts: seed and order of the cases, repetitions, whether only GET is sent, the version of the suite.
[[nodiscard]] Rehearsal rehearse(const Suite& suite, const Plan& plan, const Target& target, const RunOptions& options);

/// All of it as text: each case with its requests, what is expected, and at the end what is left out.
[[nodiscard]] std::string rehearsal_text(const Rehearsal& rehearsal);

}  // namespace conform
