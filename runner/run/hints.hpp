#pragma once

#include <string>
#include <string_view>

#include "run/case_state.hpp"

// What may be behind a finding besides the response that it was found in. Hints help a reader; nothing that compares
// findings looks at them.

namespace conform {

/// For an operation that seems to be missing: how the target says so.
[[nodiscard]] std::string hint_on_missing(std::string_view operation);

/// Notes that a request was served that `expect` wants refused for who sends it: the token may be another one than the
/// target says.
void suspect_token(CaseState& c, const Expect& expect, const PreparedRequest& prepared, int status,
                   std::size_t exchange);

/// What is known of how a record (by its owner's id) or their /attributes came to be as a read shows them before the
/// case wrote anything there: "case X left it so".
[[nodiscard]] std::string left_by(const CaseState& c, const std::string& id, bool on_custom_attributes);

/// Gives the findings of a verdict their hints.
void add_hints(CaseState& c);

}  // namespace conform
