#pragma once

#include <stop_token>
#include <tl/expected.hpp>

#include "credentials/issued_token.hpp"
#include "target/token_source.hpp"

namespace conform {

/// Runs a command, without a shell and with nothing on its standard input, and takes what it prints, trimmed, for the
/// token. It fails when the command cannot be started, does not end in time, ends with another code than 0, or prints
/// nothing or what cannot be a token; `said` is then what it printed on standard error. The command and all that it
/// started are killed when it takes too long or the run is stopped.
[[nodiscard]] tl::expected<IssuedToken, NoToken> token_of_command(const TokenCommand& command,
                                                                  const std::stop_token& stop);

}  // namespace conform
