#include <unistd.h>

#include <algorithm>
#include <iostream>

#include "cli/commands.hpp"
#include "cli/record_file.hpp"
#include "cli/terminal.hpp"
#include "history/diff.hpp"
#include "history/diff_text.hpp"
#include "reports/write_file.hpp"

namespace conform {

int diff_command(const DiffCommand& command) {
  const auto before = read_record(command.before);
  if (!before) return to_int(complain(before.error()));
  const auto after = read_record(command.after);
  if (!after) return to_int(complain(after.error()));
  std::vector<std::string> paths;
  for (const ReportRequest& request : command.reports) paths.push_back(request.path);
  const auto files = open_files(paths);
  if (!files) return to_int(complain(files.error()));

  const RunDiff diff = diff_runs(*before, *after);
  const bool taken = std::ranges::find(paths, "-") != paths.end();
  std::ostream& out = taken ? std::cerr : std::cout;
  const std::size_t width = std::min<std::size_t>(terminal_width(taken ? STDERR_FILENO : STDOUT_FILENO), 100);
  out << diff_text(diff, width, command.quiet) << std::flush;
  bool lost = false;  // a report
  for (std::size_t i = 0; i < files->size(); ++i) {
    const bool markdown = command.reports[i].format == "markdown";
    const auto written = (*files)[i].finish(markdown ? diff_markdown(diff) : diff_json(diff));
    if (written) continue;
    lost = true;
    complain(written.error());
  }
  return unless_lost(to_int(exit_code_of(diff)), lost);
}

}  // namespace conform
