#pragma once

#include <string_view>

#include "base/untrusted.hpp"

namespace conform {

/// What a server sent, for a message: in quotes, short, with what is not ASCII as \x1b.
[[nodiscard]] Untrusted excerpt(std::string_view bytes);

}  // namespace conform
