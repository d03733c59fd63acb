#include <unistd.h>

#include <algorithm>
#include <iostream>

#include "cli/commands.hpp"
#include "cli/terminal.hpp"
#include "history/diff.hpp"
#include "history/diff_text.hpp"
#include "history/present_ids.hpp"
#include "load/aliases_loader.hpp"
#include "load/suite_loader.hpp"
#include "reports/result_file.hpp"
#include "reports/write_file.hpp"

namespace conform {
namespace {

// Results can be compared without a suite, too.
Result<Aliases> aliases_of(const std::string& suite_folder) {
  const auto folder = find_suite_folder(suite_folder);
  if (folder) return load_aliases(*folder / "schemas");
  if (suite_folder.empty()) return Aliases{};
  return tl::unexpected{folder.error()};
}

}  // namespace

int diff_command(const DiffCommand& command, const std::string& suite_folder) {
  const auto aliases = aliases_of(suite_folder);
  if (!aliases) return to_int(print_diagnostics(aliases.error()));
  auto before = read_result(command.before);
  if (!before) return to_int(print_diagnostics(before.error()));
  auto after = read_result(command.after);
  if (!after) return to_int(print_diagnostics(after.error()));
  use_present_ids(*before, *aliases);
  use_present_ids(*after, *aliases);
  std::vector<std::string> paths;
  for (const ReportRequest& request : command.reports) paths.push_back(request.path);
  const auto files = open_files(paths, {command.before, command.after});
  if (!files) return to_int(print_diagnostics(files.error()));

  const RunDiff diff = diff_runs(*before, *after);
  const bool taken = std::ranges::find(paths, "-") != paths.end();
  std::ostream& out = taken ? std::cerr : std::cout;
  const std::size_t width = line_width(taken ? STDERR_FILENO : STDOUT_FILENO);
  out << diff_text(diff, width, command.quiet) << std::flush;
  bool lost = false;  // a report
  for (std::size_t i = 0; i < files->size(); ++i) {
    const bool markdown = command.reports[i].format == "markdown";
    const auto written = (*files)[i].finish(markdown ? diff_markdown(diff) : diff_json(diff));
    if (written) continue;
    lost = true;
    print_diagnostics(written.error());
  }
  return unless_lost(to_int(exit_code_of(diff)), lost);
}

}  // namespace conform
