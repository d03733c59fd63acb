#include "waivers/waiver_issues.hpp"

#include <algorithm>
#include <string>

#include "base/suggest.hpp"
#include "base/time.hpp"
#include "model/exit_code.hpp"
#include "plan/plan.hpp"
#include "waivers/waive.hpp"

namespace conform {
namespace {

// What became of the cases that one pattern of an entry names.
struct Seen {
  bool any = false;       ///< some case is called like that
  bool used = false;      ///< one of them has the finding
  bool unjudged = false;  ///< one of them was skipped or errored
  bool failed = false;    ///< one of them fails, in another way
};

Seen look(const RunResult& result, const Waiver& waiver, const std::string& pattern) {
  Seen seen;
  for (const Verdict& verdict : result.verdicts) {
    if (!matches_glob(pattern, verdict.id)) continue;
    seen.any = true;
    seen.used = seen.used || std::ranges::any_of(verdict.findings, [&](const Finding& finding) {
                  return fits(waiver, verdict, finding);
                });
    seen.unjudged =
        seen.unjudged || verdict.outcome.kind == OutcomeKind::skipped || verdict.outcome.kind == OutcomeKind::errored;
    seen.failed = seen.failed || verdict.outcome.kind == OutcomeKind::failed;
  }
  return seen;
}

std::string hint_for(const RunResult& result, const std::string& pattern) {
  std::vector<std::string> ids;
  for (const Verdict& verdict : result.verdicts) ids.push_back(verdict.id);
  const std::string meant = did_you_mean(pattern, ids);
  return meant.empty() ? "\"conform list cases\" lists them" : meant;
}

Diagnostic diagnostic_of(const Waiver& waiver, std::string message, std::string hint) {
  return {
      .file = waiver.file, .line = waiver.line, .pointer = {}, .message = std::move(message), .hint = std::move(hint)};
}

}  // namespace

WaiverIssues waiver_issues(const RunResult& result) {
  WaiverIssues issues;
  const std::string today = utc_date(result.started_at);
  const bool whole = !result.shard && result.verdicts.size() == result.suite.cases;
  for (const Waiver& waiver : result.waivers) {
    if (expired(waiver, today)) {
      issues.expired.push_back(
          diagnostic_of(waiver, "this known failure has expired on " + waiver.expires + ": it waives nothing",
                        waiver.owner.empty() ? "fix it or extend its date"
                                             : "owner " + waiver.owner + ": fix it or extend its date"));
      continue;
    }
    for (const std::string& pattern : waiver.cases) {
      const Seen seen = look(result, waiver, pattern);
      if (seen.used || seen.unjudged || (!seen.any && !whole)) continue;
      if (!seen.any) {
        issues.stale.push_back(diagnostic_of(waiver, "unknown case \"" + pattern + "\"", hint_for(result, pattern)));
      } else if (seen.failed) {
        issues.stale.push_back(diagnostic_of(waiver, "\"" + pattern + "\" fails, but not in this way",
                                             "compare rule, requirement, where and status with the report"));
      } else {
        issues.stale.push_back(
            diagnostic_of(waiver, "\"" + pattern + "\" no longer fails in this way", "remove the entry"));
      }
    }
  }
  return issues;
}

int exit_code_with(int code, const WaiverIssues& issues, bool strict) {
  const bool fails = !issues.expired.empty() || (strict && !issues.stale.empty());
  const bool outranked = code == to_int(ExitCode::good) || code == to_int(ExitCode::inconclusive);
  return fails && outranked ? to_int(ExitCode::violated) : code;
}

}  // namespace conform
