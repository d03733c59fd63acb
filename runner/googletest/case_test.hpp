#pragma once

#include <string>

#include "googletest/session.hpp"

namespace conform {

/// Registers every case of a session with GoogleTest, at its place in its file. The session must outlive the tests.
void register_cases(const Session& session);

}  // namespace conform
