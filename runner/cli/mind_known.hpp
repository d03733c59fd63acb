#pragma once

#include "model/run_record.hpp"

namespace conform {

/// Says on standard error which known failures of a run have expired or waived nothing. The exit code of the run, which
/// is `code` without them.
[[nodiscard]] int mind_known(const RunRecord& record, int code);

}  // namespace conform
