#include "cli/report_waivers.hpp"

#include <iostream>

#include "cli/commands.hpp"
#include "waivers/waiver_issues.hpp"

namespace conform {

int report_waivers(const RunResult& result, int code) {
  const WaiverIssues issues = waiver_issues(result);
  if (!issues.expired.empty()) {
    print_diagnostics(issues.expired);
    std::cerr << "conform: the run fails because known failures have expired\n";
  }
  if (!issues.stale.empty()) {
    print_diagnostics(issues.stale);
    std::cerr << (result.strict_known ? "conform: the run fails because of this (--strict-known)\n"
                                      : "conform: without --strict-known these are warnings\n");
  }
  return exit_code_with(code, issues, result.strict_known);
}

}  // namespace conform
