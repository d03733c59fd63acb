#pragma once

#include <string>

#include "model/diagnostic.hpp"
#include "session/run_command.hpp"

namespace conform {

/// An environment variable's value; empty when it is not set.
[[nodiscard]] std::string variable(const char* name);

/// What the environment asks for (docs/googletest.md), as `conform run` is asked for it by flags.
[[nodiscard]] Result<RunCommand> command_from_environment();

/// Diagnostics of a command from the environment, which says what sets the flags that they name.
[[nodiscard]] Diagnostics with_variables(Diagnostics diagnostics);

}  // namespace conform
