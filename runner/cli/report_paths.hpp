#pragma once

#include <string>
#include <vector>

#include "cli/options.hpp"
#include "model/diagnostic.hpp"

namespace conform {

/// One line for each report that was written to a file: "html report: out/report.html".
[[nodiscard]] std::string report_lines(const std::vector<ReportRequest>& reports);

/// Reports that would be written over a file that the command reads, each a problem.
[[nodiscard]] Diagnostics reports_over_inputs(const std::vector<ReportRequest>& reports,
                                              const std::vector<std::string>& inputs);

}  // namespace conform
