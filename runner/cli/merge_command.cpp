#include <unistd.h>

#include <iostream>
#include <utility>
#include <vector>

#include "cli/commands.hpp"
#include "cli/report_waivers.hpp"
#include "cli/terminal.hpp"
#include "history/merge.hpp"
#include "reports/console.hpp"
#include "reports/result_file.hpp"
#include "run/engine/result_builder.hpp"
#include "session/report_files.hpp"

namespace conform {

int merge_command(const MergeCommand& command) {
  std::vector<NamedResult> results;
  Diagnostics diagnostics;
  for (const std::string& path : command.results) {
    auto result = read_result(path);
    if (result) {
      results.push_back({.name = path, .result = std::move(*result)});
    } else {
      diagnostics.insert(diagnostics.end(), result.error().begin(), result.error().end());
    }
  }
  if (!diagnostics.empty()) return to_int(print_diagnostics(diagnostics));
  auto merged = merge_shards(std::move(results));
  if (!merged) return to_int(print_diagnostics(merged.error()));
  merged->require_complete = command.require_complete;
  const auto files = ReportFiles::open(command.reports, command.results);
  if (!files) return to_int(print_diagnostics(files.error()));

  const int descriptor = files->uses_standard_output() ? STDERR_FILENO : STDOUT_FILENO;
  std::ostream& out = files->uses_standard_output() ? std::cerr : std::cout;
  out << to_console(*merged, {.colour = wants_colour(command.colour, descriptor),
                              .width = line_width(descriptor),
                              .verbose = command.verbose,
                              .quiet = command.quiet})
      << std::flush;
  const auto written = files->finish(*merged);
  if (!written) print_diagnostics(written.error());
  if (written && !command.quiet) out << files->lines() << std::flush;
  return unless_lost(report_waivers(*merged, exit_code_of(*merged)), !written);
}

}  // namespace conform
