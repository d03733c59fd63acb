#include "cli/mind_known.hpp"

#include <iostream>

#include "cli/commands.hpp"
#include "known/issues.hpp"

namespace conform {

int mind_known(const RunRecord& record, int code) {
  const KnownIssues issues = known_issues(record);
  if (!issues.expired.empty()) {
    complain(issues.expired);
    std::cerr << "conform: the run fails because known failures have expired\n";
  }
  if (!issues.stale.empty()) {
    complain(issues.stale);
    std::cerr << (record.strict_known ? "conform: the run fails because of this (--strict-known)\n"
                                      : "conform: without --strict-known these are warnings\n");
  }
  return exit_code_with(code, issues, record.strict_known);
}

}  // namespace conform
