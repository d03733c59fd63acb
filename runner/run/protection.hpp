#pragma once

#include <optional>

#include "run/compose.hpp"

namespace conform {

/// Sees to it that a composed request leaves the attributes that the target protects as they are, whatever the server
/// makes of it: their present values go along where it replaces, and a request that must change one, or cannot
/// carry it, is not to be made. Nothing: it may be sent.
[[nodiscard]] std::optional<CannotCompose> protect(Composed& composed, BodyKind body_kind,
                                                   const Environment& environment, const Restraints& restraints);

}  // namespace conform
