#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <utility>
#include <vector>

#include "cli/commands.hpp"
#include "cli/mind_known.hpp"
#include "cli/record_file.hpp"
#include "cli/report_files.hpp"
#include "cli/terminal.hpp"
#include "history/merge.hpp"
#include "reports/console.hpp"
#include "run/record_builder.hpp"

namespace conform {

int merge_command(const MergeCommand& command) {
  std::vector<NamedRecord> records;
  Problems problems;
  for (const std::string& path : command.records) {
    auto record = read_record(path);
    if (record) {
      records.push_back({.name = path, .record = std::move(*record)});
    } else {
      problems.insert(problems.end(), record.error().begin(), record.error().end());
    }
  }
  if (!problems.empty()) return to_int(complain(problems));
  const auto merged = merge_shards(std::move(records));
  if (!merged) return to_int(complain(merged.error()));
  const auto files = ReportFiles::open(command.reports);
  if (!files) return to_int(complain(files.error()));

  const int descriptor = files->uses_standard_output() ? STDERR_FILENO : STDOUT_FILENO;
  std::ostream& out = files->uses_standard_output() ? std::cerr : std::cout;
  out << to_console(*merged, {.colour = wants_colour(command.colour, descriptor),
                              .width = std::min<std::size_t>(terminal_width(descriptor), 100),
                              .verbose = command.verbose,
                              .quiet = command.quiet})
      << std::flush;
  const auto written = files->finish(*merged);
  if (!written) complain(written.error());
  return unless_lost(mind_known(*merged, exit_code_of(*merged, command.require_complete)), !written);
}

}  // namespace conform
