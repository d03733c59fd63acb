#pragma once

#include <string>

#include "model/diagnostic.hpp"
#include "target/target.hpp"

namespace conform {

/// An environment variable's value; empty when it is not set.
[[nodiscard]] std::string variable(const char* name);

/// True when the environment names no target, so that the embedded reference server is meant.
[[nodiscard]] bool embedded_is_meant();

/// The target that the environment names: CONFORM_TARGET (a file), or CONFORM_BASE_URL, CONFORM_USER_ID and
/// CONFORM_TOKEN.
[[nodiscard]] Result<Target> target_from_environment();

/// The version to list the tests of, from CONFORM_API_VERSION, the target or the default; a target is not asked.
[[nodiscard]] Result<std::string> version_from_environment();

}  // namespace conform
