#pragma once

#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "run/case_state.hpp"

namespace conform {

/// The second user's record and /attributes before a request of somebody else.
struct OtherBefore {
  nlohmann::json record;
  std::optional<nlohmann::json> user_attributes;  ///< nothing: the target does not let them be read
};

/// Reads them, unless they are known.
[[nodiscard]] tl::expected<OtherBefore, Outcome> look_at_other(CaseState& c);

/// Reads them again; a difference is a finding against `operation`.
[[nodiscard]] Stop other_untouched(CaseState& c, const OtherBefore& before, const std::string& operation, Level cap);

}  // namespace conform
