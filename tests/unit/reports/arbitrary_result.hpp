#pragma once

#include <rapidcheck.h>

#include <string>

#include "model/run_result.hpp"

namespace conform::testing {

/// Bytes of every sort, with a preference for what breaks reports: controls, ANSI, "]]>", markup, bad UTF-8, bidi.
[[nodiscard]] rc::Gen<std::string> nasty_bytes();

/// The same, but well-formed UTF-8.
[[nodiscard]] rc::Gen<std::string> nasty_text();

/// Records with such bytes wherever a server can put them, and such text everywhere else. Times are whole milliseconds,
/// durations whole microseconds, bodies within the bound.
[[nodiscard]] rc::Gen<RunResult> nasty_result();

}  // namespace conform::testing
