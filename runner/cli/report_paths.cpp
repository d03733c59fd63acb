#include "cli/report_paths.hpp"

#include <filesystem>
#include <system_error>

#include "reports/text.hpp"

namespace conform {

std::string report_lines(const std::vector<ReportRequest>& reports) {
  std::string text;
  for (const ReportRequest& report : reports) {
    if (report.path != "-") text += report.format + " report: " + printable_line(report.path) + "\n";
  }
  return text;
}

Diagnostics reports_over_inputs(const std::vector<ReportRequest>& reports, const std::vector<std::string>& inputs) {
  Diagnostics diagnostics;
  for (const ReportRequest& report : reports) {
    for (const std::string& input : inputs) {
      std::error_code none;
      if (input.empty() || !std::filesystem::equivalent(report.path, input, none)) continue;
      diagnostics.push_back(Diagnostic::about_file(
          report.path, "the " + report.format + " report would be written over a file that is read",
          "choose another path"));
    }
  }
  return diagnostics;
}

}  // namespace conform
