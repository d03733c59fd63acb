#pragma once

#include <rapidcheck.h>

#include "model/run_result.hpp"

namespace conform::testing {

/// Results with nasty bytes wherever a server can put them, and nasty text everywhere else. Times are whole
/// milliseconds, durations whole microseconds, bodies within the bound.
[[nodiscard]] rc::Gen<RunResult> nasty_result();

}  // namespace conform::testing
