#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "run/case_state.hpp"

namespace conform {

/// A record or /attributes that a request must leave alone, as they were before it.
struct UnrelatedResource {
  const User* owner = nullptr;
  bool on_custom_attributes = false;
  nlohmann::json before;
  std::string_view rule;   ///< "effect.others" or "effect.rest"
  std::string_view whose;  ///< ends the message: "of another user"
};

/// What a request of an operation by `sender` must leave alone, as far as the expectation says so and the target lets
/// it be read: the second user's record and /attributes, of the same user's what the operation does not write, and the
/// record of the special actor that sends. Reads it, unless it is known. A sender without a readable record has none to
/// leave alone.
[[nodiscard]] tl::expected<std::vector<UnrelatedResource>, Outcome> unrelated_resources(CaseState& c,
                                                                                        const Expect& expect,
                                                                                        const Operation& operation,
                                                                                        const std::string& sender);

/// What a read shows, without what it owes to one store: keys of /attributes that are named like attributes of a User
/// may be those attributes. Then a value that `operation` wrote to the one (`sent`) shows in the other, which is an
/// observation and no trace of anything else. `on_custom_attributes` says of which `before` and `now` are.
[[nodiscard]] nlohmann::json without_shared(CaseState& c, const User& owner, bool on_custom_attributes,
                                            const nlohmann::json& before, const Operation& operation,
                                            const nlohmann::json& sent, nlohmann::json now);

/// Reads them again; a difference is a finding against `operation`, which was given the attributes `sent`.
[[nodiscard]] Stop check_unrelated_resources(CaseState& c, const std::vector<UnrelatedResource>& unrelated_resources,
                                             const Operation& operation, const nlohmann::json& sent, Level max_level);

}  // namespace conform
