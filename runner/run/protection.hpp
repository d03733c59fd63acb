#pragma once

#include <optional>

#include "run/prepare_request.hpp"

namespace conform {

/// Sees to it that a composed request leaves the attributes that the target protects as they are, whatever the server
/// makes of it: their present values go along where it replaces, and a request that must change one, or cannot
/// carry it, is not to be made. Nothing: it may be sent.
[[nodiscard]] std::optional<NotSendable> protect(PreparedRequest& prepared, BodyKind body_kind,
                                                 const Environment& environment, const WriteConstraints& constraints);

}  // namespace conform
