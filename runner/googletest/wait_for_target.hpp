#pragma once

#include <chrono>

#include "model/diagnostic.hpp"

namespace conform {

/// Waits until the target of the environment can be loaded and it responds: a server may write its
/// target file only once it runs. The problem says what was still wrong at the end.
[[nodiscard]] Result<void> wait_for_target(std::chrono::seconds limit);

}  // namespace conform
