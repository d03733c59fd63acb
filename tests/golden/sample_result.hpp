#pragma once

#include "model/run_result.hpp"

namespace conform::testing {

/// A record made by hand for the golden files: every outcome, findings of every level, observations, every kind of
/// response, and bytes that a hostile server could send (controls, ANSI, "]]>", invalid UTF-8, markup, bidi, very
/// long).
[[nodiscard]] RunResult sample_result();

/// A run in which all is well.
[[nodiscard]] RunResult healthy_result();

}  // namespace conform::testing
