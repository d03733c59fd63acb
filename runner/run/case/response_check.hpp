#pragma once

#include "check/expectation_check.hpp"
#include "run/case/conversation.hpp"

namespace conform {

/// An expectation with the run-time expressions filled in that stand in what a response is compared with, and without
/// what it says of attributes that the target protects or manages: itself, or `filled`, where there are any.
[[nodiscard]] tl::expected<const Expect*, Outcome> fill_in_matches(CaseState& c, const Expect& expect,
                                                                   std::optional<Expect>& filled);

/// Notes the observation of an expectation, if it has one.
void observe(CaseState& c, const Expect& expect, const Alternative* alternative, std::size_t exchange);

/// True when the effect is to be read back.
[[nodiscard]] bool reads_effect(const Expect& expect);

}  // namespace conform
