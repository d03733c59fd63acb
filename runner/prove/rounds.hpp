#pragma once

#include <vector>

#include "plan/plan.hpp"
#include "prove/prove.hpp"

namespace conform {

/// True when a finding of `requirement` says that `fault` was found: both are of one area and about one operation.
[[nodiscard]] bool speaks_for(const Requirement& requirement, const reference::FaultInfo& fault);

/// The plan's cases in the rounds in which a subject gets them; each keeps the plan's order. A fault gets the cases
/// that name a requirement which speaks for it, then a sample of the others, then all others: the proof ends with the
/// round that finds it. Everything else gets one round, the whole plan. No round is empty.
[[nodiscard]] std::vector<Plan> rounds_of(const ServerUnderProof& server, const Plan& plan, const Suite& suite);

}  // namespace conform
