#include <iostream>

#include "cli/commands.hpp"
#include "reports/text.hpp"

namespace conform {

ExitCode complain(const Problems& problems) {
  for (const Problem& problem : problems) std::cerr << "conform: " << printable(to_string(problem)) << '\n';
  if (problems.size() > 1) std::cerr << "conform: " << problems.size() << " problems\n";
  return ExitCode::unusable_input;
}

}  // namespace conform
