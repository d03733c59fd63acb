#pragma once

#include <string>
#include <vector>

#include "cli/options.hpp"
#include "model/problem.hpp"
#include "model/run_record.hpp"
#include "reports/write_file.hpp"

namespace conform {

/// The reports that were asked for, their files open before the run.
class ReportFiles {
 public:
  [[nodiscard]] static Result<ReportFiles> open(const std::vector<ReportRequest>& requests);

  /// True when one of them goes to standard output, so that nothing else may.
  [[nodiscard]] bool uses_standard_output() const;
  /// Writes a stand-in to each, so that a crash is not taken for the report of an earlier run.
  [[nodiscard]] Result<void> begin(const RunRecord& unfinished) const;
  [[nodiscard]] Result<void> finish(const RunRecord& record) const;

 private:
  std::vector<ReportRequest> requests_;
  std::vector<PendingFile> files_;
};

}  // namespace conform
