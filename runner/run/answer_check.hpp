#pragma once

#include "check/expectation_check.hpp"
#include "run/conversation.hpp"

namespace conform {

/// Fills in run-time expressions in what an answer is compared with.
[[nodiscard]] Stop fill_in_matches(CaseState& c, Expect& expect);

/// Notes the observation of an expectation, if it has one.
void observe(CaseState& c, const Expect& expect, const Reading* reading, std::size_t exchange);

/// True when the effect is to be read back.
[[nodiscard]] bool reads_effect(const Expect& expect);

}  // namespace conform
