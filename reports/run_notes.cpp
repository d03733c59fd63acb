#include "reports/run_notes.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>

#include "base/shell.hpp"
#include "reports/text.hpp"

namespace conform {

std::vector<std::string> restore_commands(const RunResult& result) {
  // A journal's word alone names no server: the target is named again.
  const std::string& arguments = result.target.arguments;
  std::vector<std::string> commands;
  std::string_view left = result.restoration.journal;
  while (!left.empty()) {
    const std::string_view journal = left.substr(0, left.find('\n'));
    left.remove_prefix(std::min(left.size(), journal.size() + 1));
    commands.push_back(
        fmt::format("conform restore {}{}{}", shell_word(journal), arguments.empty() ? "" : " ", arguments));
  }
  return commands;
}

std::vector<std::string> unrestored_lines(const RunResult& result) {
  std::vector<std::string> lines;
  for (const Unrestored& unrestored : result.restoration.unrestored)
    lines.push_back(fmt::format("Not restored: {}: {}: {}", unrestored.actor, unrestored.what, unrestored.reason));
  for (const std::string& command : restore_commands(result)) lines.push_back("To try again: " + command);
  return lines;
}

std::vector<std::string> run_notes(const RunResult& result) {
  std::vector<std::string> lines = unrestored_lines(result);
  for (const Verdict& verdict : result.verdicts) {
    if (!verdict.flaky.empty()) lines.push_back(fmt::format("Flaky: {}: {}", verdict.id, verdict.flaky));
  }
  if (result.lag.late_reads > 0) {
    lines.push_back(fmt::format("{}, up to {} after the write",
                                counted(result.lag.late_reads, "stale read", "stale reads"),
                                duration_text(result.lag.longest)));
  }
  return lines;
}

}  // namespace conform
