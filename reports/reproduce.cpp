#include "reports/reproduce.hpp"

#include <algorithm>

#include "base/shell.hpp"
#include "reports/text.hpp"

namespace conform {

std::string reproduce_command(const RunResult& result, std::string_view case_id) {
  std::string command = "conform run " + shell_word(printable_line(case_id));
  const auto order = std::ranges::find(result.environment, "order of members", &EnvironmentEntry::name);
  if (order != result.environment.end()) command += " --member-order " + shell_word(printable_line(order->value));
  if (!result.target.arguments.empty()) command += ' ' + printable_line(result.target.arguments);
  return command;
}

}  // namespace conform
