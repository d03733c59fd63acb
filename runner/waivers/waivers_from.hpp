#pragma once

#include <string>
#include <string_view>

#include "model/run_result.hpp"

namespace conform {

/// A file of known failures, as text, that holds what fails in this run: the run's own entries that fitted something as
/// they are, and for every finding that fails a case and that they do not know a new one, its reason left blank and
/// `expires` as given. New entries of one rule, requirement, place and status are one, with all their cases.
[[nodiscard]] std::string waivers_from(const RunResult& result, std::string_view expires);

}  // namespace conform
