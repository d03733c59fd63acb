#pragma once

#include <vector>

#include "model/run_record.hpp"

namespace conform {

/// What this program is made of and runs on. Nothing that names the machine or its user.
[[nodiscard]] std::vector<Fact> program_facts();

}  // namespace conform
