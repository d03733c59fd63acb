#include <fstream>
#include <iterator>

#include "cli/commands.hpp"
#include "cli/report_files.hpp"
#include "reports/json.hpp"

namespace conform {

ExitCode report_command(const ReportCommand& command) {
  std::ifstream stream{command.from, std::ios::binary};
  if (!stream)
    return complain({{.file = command.from,
                      .line = 0,
                      .pointer = {},
                      .message = "cannot be read",
                      .hint = "a run writes it with --report json=PATH"}});
  const std::string text{std::istreambuf_iterator<char>{stream}, {}};
  const auto record = record_from_json(text, command.from);
  if (!record) return complain(record.error());
  const auto files = ReportFiles::open(command.reports);
  if (!files) return complain(files.error());
  const auto written = files->finish(*record);
  return written ? ExitCode::good : complain(written.error());
}

}  // namespace conform
