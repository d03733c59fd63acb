#pragma once

#include <string>

#include "end_to_end/program.hpp"

namespace conform::test {

/// Bounds of every run against a hostile server.
inline constexpr std::chrono::seconds time_limit{60};
inline constexpr std::size_t memory_limit = std::size_t{100} << 20U;

/// Prints what a run against a hostile server came to as a row of a Markdown table, appends it to the file that
/// CONFORM_HOSTILE_TABLE names (./dev hostile makes the table of it), and asserts the bounds, as this build can keep
/// them (support/sanitizers.hpp).
void note_result(const std::string& name, const std::string& outcome, const Finished& run,
                 std::size_t most_memory = memory_limit);

}  // namespace conform::test
