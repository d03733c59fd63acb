#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "check/api_exchange.hpp"
#include "check/mismatch.hpp"
#include "suite/case.hpp"

namespace conform {

/// The reading that a response's status fits, or null. Where it fits several, the first whose `matches` hold in the
/// response's document, or else the first.
[[nodiscard]] const Alternative* alternative_for(const Expect& expect, int status,
                                                 const nlohmann::json* document = nullptr);

/// What a case says of a response explicitly: status, headers, matches, the expected error pointer. `alternative` is
/// the one that the status fits, or null when none does; `status_reported`: the contract check has found the status
/// wrong. Run-time expressions in the expectation have been filled in.
[[nodiscard]] Mismatches check_expectation(const Expect& expect, const Alternative* alternative,
                                           const ApiExchange& exchange, bool status_reported);

/// `distinct` and `same` over the responses of a repeated request.
[[nodiscard]] Mismatches check_repetition(const Expect& expect, const std::vector<const nlohmann::json*>& documents,
                                          const std::string& operation);

}  // namespace conform
