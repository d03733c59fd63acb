#include "cli/commands.hpp"
#include "reports/result_file.hpp"
#include "session/report_files.hpp"

namespace conform {

ExitCode report_command(const ReportCommand& command) {
  const auto result = read_result(command.from);
  if (!result) return print_diagnostics(result.error());
  const auto files = ReportFiles::open(command.reports, {command.from});
  if (!files) return print_diagnostics(files.error());
  const auto written = files->finish(*result);
  return written ? ExitCode::good : print_diagnostics(written.error());
}

}  // namespace conform
