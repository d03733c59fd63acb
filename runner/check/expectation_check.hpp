#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "check/findings.hpp"
#include "check/parsed_response.hpp"
#include "suite/case.hpp"

namespace conform {

/// The reading that a response's status fits, or null. Where it fits several, the first whose `matches` hold in the
/// response's document, or else the first.
[[nodiscard]] const Alternative* alternative_for(const Expect& expect, int status,
                                                 const nlohmann::json* document = nullptr);

/// What a case says of a response explicitly: status, headers, matches, the offender. `reading` is the one that the
/// status fits, or null when none does. Run-time expressions in the expectation have been filled in.
void check_expectation(const Expect& expect, const Alternative* alternative, const ParsedResponse& parsed,
                       const std::string& operation, std::size_t exchange, Findings& findings);

/// `distinct` and `same` over the responses of a repeated request.
void check_repetition(const Expect& expect, const std::vector<const nlohmann::json*>& documents,
                      const std::string& operation, std::size_t exchange, Findings& findings);

}  // namespace conform
