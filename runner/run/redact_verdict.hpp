#pragma once

#include <string>

#include "model/verdict.hpp"
#include "target/redact.hpp"

namespace conform {

/// Takes every secret out of a verdict and writes the curl line of each exchange, in which secrets stand as $VARIABLES.
void redact(Verdict& verdict, const Redactor& redactor, const std::string& base_url);

}  // namespace conform
