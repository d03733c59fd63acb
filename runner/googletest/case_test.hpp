#pragma once

#include <stop_token>

#include "session/run_session.hpp"

namespace conform {

/// Registers every case of a run with GoogleTest, at its place in its file. What restoring left undone fails too. The
/// run must outlive the tests; `interrupted` ends it, and its users are restored.
void register_cases(RunSession& session, std::stop_token interrupted);

}  // namespace conform
