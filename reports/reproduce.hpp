#pragma once

#include <string>
#include <string_view>

#include "model/run_result.hpp"

namespace conform {

/// The command line that runs one case of a record again: conform run 'users/put/…' --target staging.jsonc
[[nodiscard]] std::string reproduce_command(const RunResult& result, std::string_view case_id);

}  // namespace conform
