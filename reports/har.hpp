#pragma once

#include <string>

#include "model/run_result.hpp"

namespace conform {

/// The exchanges that the record keeps as HAR 1.2, for the network tab of a browser and other viewers: one page for
/// each case, one entry for each exchange. An exchange without a complete response has status 0, and `_error` says why.
/// HAR has no place for bytes in a request body: those that are not text are written with U+FFFD, and a comment says
/// so.
[[nodiscard]] std::string to_har(const RunResult& result);

}  // namespace conform
