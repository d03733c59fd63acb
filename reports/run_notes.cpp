#include "reports/run_notes.hpp"

#include <fmt/core.h>

#include "reports/text.hpp"

namespace conform {

std::string restore_command(const RunResult& result) {
  // A journal's word alone names no server: the target is named again.
  const std::string& arguments = result.target.arguments;
  return fmt::format("conform restore {}{}{}", result.restoration.journal, arguments.empty() ? "" : " ", arguments);
}

std::vector<std::string> unrestored_lines(const RunResult& result) {
  std::vector<std::string> lines;
  for (const Unrestored& unrestored : result.restoration.unrestored)
    lines.push_back(fmt::format("Not restored: {}: {}: {}", unrestored.actor, unrestored.what, unrestored.reason));
  if (!result.restoration.journal.empty()) lines.push_back("To try again: " + restore_command(result));
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
