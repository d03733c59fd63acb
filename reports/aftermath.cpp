#include "reports/aftermath.hpp"

#include <fmt/core.h>

#include "reports/text.hpp"

namespace conform {

std::string restore_command(const RunRecord& record) {
  // A journal's word alone names no server: the target is named again.
  const std::string& arguments = record.target.arguments;
  return fmt::format("conform restore {}{}{}", record.restoration.journal, arguments.empty() ? "" : " ", arguments);
}

std::vector<std::string> unrestored_lines(const RunRecord& record) {
  std::vector<std::string> lines;
  for (const Unrestored& one : record.restoration.unrestored)
    lines.push_back(fmt::format("Not restored: {}: {}: {}", one.actor, one.what, one.reason));
  if (!record.restoration.journal.empty()) lines.push_back("To try again: " + restore_command(record));
  return lines;
}

std::vector<std::string> aftermath(const RunRecord& record) {
  std::vector<std::string> lines = unrestored_lines(record);
  for (const Verdict& verdict : record.verdicts) {
    if (!verdict.flaky.empty()) lines.push_back(fmt::format("Flaky: {}: {}", verdict.id, verdict.flaky));
  }
  if (record.lag.late_reads > 0) {
    lines.push_back(fmt::format("{}, up to {} after the write",
                                counted(record.lag.late_reads, "stale read", "stale reads"),
                                duration_text(record.lag.longest)));
  }
  return lines;
}

}  // namespace conform
