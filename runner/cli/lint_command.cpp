#include <iostream>

#include "cli/commands.hpp"
#include "explore/explore_table.hpp"
#include "load/lint.hpp"

namespace conform {

ExitCode lint_command(const std::string& suite_folder) {
  const auto suite = open_suite(suite_folder);
  if (!suite) return print_diagnostics(suite.error());
  Diagnostics diagnostics = lint(*suite);
  if (const auto table = load_explore_table(*suite); !table)
    diagnostics.insert(diagnostics.end(), table.error().begin(), table.error().end());
  if (!diagnostics.empty()) return print_diagnostics(diagnostics);
  std::cout << suite->cases.size() << " case instances, " << suite->rules.requirements().size() << " requirements, "
            << suite->contracts.size() << " versions: no problems\n";
  return ExitCode::good;
}

}  // namespace conform
