#pragma once

#include <optional>
#include <vector>

#include "http/transport.hpp"
#include "model/verdict.hpp"
#include "target/redact.hpp"

namespace conform {

/// What keeps out the secrets that are known and the cookies that a server set; nothing: it set none.
[[nodiscard]] std::optional<Redactor> with_cookies(const Redactor& known, const std::vector<Exchange>& exchanges);

/// Takes every secret out of a verdict and writes the curl line of each exchange, in which secrets stand as $VARIABLES.
/// `route`: how the target was reached.
void redact(Verdict& verdict, const Redactor& known, const TransportOptions& route);

}  // namespace conform
