#pragma once

#include "http/transport.hpp"
#include "model/verdict.hpp"
#include "target/redact.hpp"

namespace conform {

/// Takes every secret out of a verdict and writes the curl line of each exchange, in which secrets stand as $VARIABLES.
/// `route`: how the target was reached.
void redact(Verdict& verdict, const Redactor& redactor, const TransportOptions& route);

}  // namespace conform
