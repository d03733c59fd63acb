#pragma once

#include "model/run_record.hpp"

namespace conform::testing {

/// A record made by hand for the golden files: every outcome, findings of every level, observations, every kind of
/// response, and bytes that a hostile server could send (controls, ANSI, "]]>", invalid UTF-8, markup, bidi, very
/// long).
[[nodiscard]] RunRecord sample_record();

/// A run in which all is well.
[[nodiscard]] RunRecord healthy_record();

}  // namespace conform::testing
