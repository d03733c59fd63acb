#pragma once

namespace conform {

/// What a run reports to its caller; an interface like any other (docs/exit-codes.md).
enum class ExitCode {
  good = 0,            ///< every must-level requirement that was verified holds
  violated = 1,        ///< at least one finding at the failing level
  unusable_input = 2,  ///< flags, files, report paths
  inconclusive = 3,    ///< errored cases, unreachable target, nothing verified
  defect = 4,          ///< of the suite itself
  interrupted = 130    ///< by a signal
};

[[nodiscard]] constexpr int to_int(ExitCode code) noexcept { return static_cast<int>(code); }

/// The code when something that was to be written could not be: a loss is not a good end, but outranks nothing else.
[[nodiscard]] constexpr int unless_lost(int code, bool lost) noexcept {
  return lost && code == to_int(ExitCode::good) ? to_int(ExitCode::unusable_input) : code;
}

}  // namespace conform
