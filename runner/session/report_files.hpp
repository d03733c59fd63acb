#pragma once

#include <string>
#include <vector>

#include "model/diagnostic.hpp"
#include "model/run_result.hpp"
#include "reports/write_file.hpp"
#include "session/run_command.hpp"

namespace conform {

/// The reports that were asked for, their files open before the run.
class ReportFiles {
 public:
  /// `inputs`: files that the command reads, which no report may replace.
  [[nodiscard]] static Result<ReportFiles> open(const std::vector<ReportRequest>& requests,
                                                const std::vector<std::string>& inputs = {});

  /// True when one of them goes to standard output, so that nothing else may.
  [[nodiscard]] bool uses_standard_output() const;
  /// A line for each that is a file: "html report: out/report.html".
  [[nodiscard]] std::string lines() const;
  /// Writes a stand-in to each, so that a crash is not taken for the report of an earlier run.
  [[nodiscard]] Result<void> begin(const RunResult& unfinished) const;
  [[nodiscard]] Result<void> finish(const RunResult& result) const;

 private:
  std::vector<ReportRequest> requests_;
  std::vector<PendingFile> files_;
};

}  // namespace conform
