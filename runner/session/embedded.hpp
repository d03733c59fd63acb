#pragma once

#include <memory>
#include <string>

#include "model/diagnostic.hpp"
#include "reference/server.hpp"
#include "target/target.hpp"

namespace conform {

/// The reference server in this process, on a free loopback port, and the target that it is.
struct Embedded {
  std::unique_ptr<reference::Server> server;
  Target target;
};

/// Starts it. `api_version` empty: its default.
[[nodiscard]] Result<Embedded> start_embedded(const std::string& api_version);

}  // namespace conform
