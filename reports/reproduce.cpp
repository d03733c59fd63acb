#include "reports/reproduce.hpp"

#include "base/shell.hpp"
#include "reports/text.hpp"

namespace conform {

std::string reproduce_command(const RunResult& result, std::string_view case_id) {
  std::string command = "conform run " + shell_word(printable_line(case_id));
  if (!result.target.arguments.empty()) command += ' ' + printable_line(result.target.arguments);
  return command;
}

}  // namespace conform
