#include "cli/mind_known.hpp"

#include <iostream>

#include "cli/commands.hpp"
#include "known/issues.hpp"

namespace conform {

int mind_known(const RunRecord& record, int code) {
  const KnownIssues issues = known_issues(record);
  if (!issues.expired.empty()) {
    complain(issues.expired);
    std::cerr << "conform: the run fails because of what has expired\n";
  }
  if (!issues.stale.empty()) {
    complain(issues.stale);
    std::cerr << (record.strict_known ? "conform: the run fails because of that (--strict-known)\n"
                                      : "conform: these are warnings without --strict-known\n");
  }
  return exit_code_with(code, issues, record.strict_known);
}

}  // namespace conform
