#pragma once

#include <cstddef>
#include <vector>

#include "model/verdict.hpp"
#include "reports/json_diff.hpp"

namespace conform {

/// Expected against actual of one finding, line by line. What a change did to a record is shown in the response that
/// the finding quotes, together with what the other findings of the verdict say about the same response; anything else
/// as the two texts of the finding.
[[nodiscard]] std::vector<DiffLine> finding_difference(const Verdict& verdict, const Finding& finding,
                                                       std::size_t max_lines = 200);

}  // namespace conform
