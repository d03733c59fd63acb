#include <iostream>

#include "cli/commands.hpp"
#include "load/lint.hpp"
#include "load/suite_loader.hpp"

namespace conform {

ExitCode lint_command(const std::string& suite_folder) {
  const auto folder = find_suite_folder(suite_folder);
  if (!folder) return complain(folder.error());
  const auto suite = load_suite(*folder);
  if (!suite) return complain(suite.error());
  const Problems problems = lint(*suite);
  if (!problems.empty()) return complain(problems);
  std::cout << suite->cases.size() << " case instances, " << suite->rules.requirements().size() << " requirements, "
            << suite->contracts.size() << " versions: nothing to complain about\n";
  return ExitCode::good;
}

}  // namespace conform
