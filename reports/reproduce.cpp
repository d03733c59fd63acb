#include "reports/reproduce.hpp"

#include <algorithm>
#include <string_view>

#include "base/shell.hpp"
#include "reports/text.hpp"

namespace conform {
namespace {

// What `conform run` takes where nothing is said.
constexpr std::string_view default_member_order = "1";

}  // namespace

std::string reproduce_command(const RunResult& result, std::string_view case_id) {
  if (case_id.starts_with("recorded/"))
    return result.explore_command.empty() ? "conform audit RECORDING" : result.explore_command;
  const bool is_generated = case_id.starts_with("explore/") && !result.explore_command.empty();
  std::string command = is_generated ? result.explore_command : "conform run " + shell_word(printable_line(case_id));
  const auto order = std::ranges::find(result.environment, "order of members", &EnvironmentEntry::name);
  if (order != result.environment.end() && order->value != default_member_order)
    command += " --member-order " + shell_word(printable_line(order->value));
  if (!result.target.arguments.empty()) command += ' ' + printable_line(result.target.arguments);
  return command;
}

}  // namespace conform
