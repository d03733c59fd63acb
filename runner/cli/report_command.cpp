#include "cli/commands.hpp"
#include "cli/report_files.hpp"
#include "json/read_file.hpp"
#include "reports/json.hpp"

namespace conform {

ExitCode report_command(const ReportCommand& command) {
  constexpr std::size_t max_bytes = std::size_t{1} << 30U;
  const auto text = read_file(command.from, max_bytes);
  if (!text)
    return complain({{.file = command.from,
                      .line = 0,
                      .pointer = {},
                      .message = text.error(),
                      .hint = "a run writes it with --report json=PATH"}});
  const auto record = record_from_json(*text, command.from);
  if (!record) return complain(record.error());
  const auto files = ReportFiles::open(command.reports);
  if (!files) return complain(files.error());
  const auto written = files->finish(*record);
  return written ? ExitCode::good : complain(written.error());
}

}  // namespace conform
