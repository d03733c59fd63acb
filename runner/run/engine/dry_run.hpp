#pragma once

#include <string>

#include "plan/plan.hpp"
#include "run/engine/engine.hpp"
#include "suite/suite.hpp"
#include "target/target.hpp"

namespace conform {

/// The plan with every request of its steps as a curl line, secrets as $VARIABLES, nothing sent. What depends on the
/// record is shown for a record in the state "full"; what the runner adds of itself (setup, reads) is named in words.
[[nodiscard]] std::string dry_run(const Suite& suite, const Plan& plan, const Target& target,
                                  const RunOptions& options);

}  // namespace conform
