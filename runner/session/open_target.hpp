#pragma once

#include <string>
#include <vector>

#include "model/diagnostic.hpp"
#include "session/run_command.hpp"
#include "target/target.hpp"

namespace conform {

/// The target, reached through the proxies that the environment names; what is wrong with both.
[[nodiscard]] Result<Target> with_proxies(Result<Target> target);

/// The target that a command names, its flags over what the file says. Without a file and a base URL a problem. A
/// command that writes nothing needs no permission to write.
[[nodiscard]] Result<Target> named_target(const RunCommand& command, Writes writes = Writes::needed);

/// How the command line names a target: "--target staging.jsonc"; empty: the embedded server.
[[nodiscard]] std::string target_arguments(const RunCommand& command);

}  // namespace conform
