#pragma once

#include <string>

#include "reference/server.hpp"
#include "target/target.hpp"

namespace conform {

/// The target that a reference server in this process is.
[[nodiscard]] Target target_of(const reference::Server& server, const std::string& api_version);

}  // namespace conform
