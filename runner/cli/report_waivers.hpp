#pragma once

#include "model/run_result.hpp"

namespace conform {

/// Says on standard error which known failures of a run have expired or waived nothing. The exit code of the run, which
/// is `code` without them.
[[nodiscard]] int report_waivers(const RunResult& result, int code);

}  // namespace conform
