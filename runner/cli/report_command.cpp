#include "cli/commands.hpp"
#include "cli/record_file.hpp"
#include "cli/report_files.hpp"

namespace conform {

ExitCode report_command(const ReportCommand& command) {
  const auto record = read_record(command.from);
  if (!record) return complain(record.error());
  const auto files = ReportFiles::open(command.reports);
  if (!files) return complain(files.error());
  const auto written = files->finish(*record);
  return written ? ExitCode::good : complain(written.error());
}

}  // namespace conform
