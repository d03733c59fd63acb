#include "known/issues.hpp"

#include <algorithm>
#include <string>

#include "known/waive.hpp"
#include "model/exit_code.hpp"
#include "model/suggest.hpp"
#include "plan/plan.hpp"

namespace conform {
namespace {

// What became of the cases that one pattern of an entry names.
struct Seen {
  bool any = false;       ///< some case is called like that
  bool used = false;      ///< one of them has the finding
  bool unjudged = false;  ///< one of them was skipped or errored
  bool failed = false;    ///< one of them fails, in another way
};

Seen look(const RunRecord& record, const KnownFailure& known, const std::string& pattern) {
  Seen seen;
  for (const Verdict& verdict : record.verdicts) {
    if (!matches_glob(pattern, verdict.id)) continue;
    seen.any = true;
    seen.used = seen.used ||
                std::ranges::any_of(verdict.findings, [&](const Finding& one) { return fits(known, verdict, one); });
    seen.unjudged =
        seen.unjudged || verdict.outcome.kind == OutcomeKind::skipped || verdict.outcome.kind == OutcomeKind::errored;
    seen.failed = seen.failed || verdict.outcome.kind == OutcomeKind::failed;
  }
  return seen;
}

std::string hint_for(const RunRecord& record, const std::string& pattern) {
  std::vector<std::string> ids;
  for (const Verdict& verdict : record.verdicts) ids.push_back(verdict.id);
  const std::string meant = did_you_mean(pattern, ids);
  return meant.empty() ? "\"conform list cases\" lists them" : meant;
}

Problem problem_of(const KnownFailure& known, std::string message, std::string hint) {
  return {
      .file = known.file, .line = known.line, .pointer = {}, .message = std::move(message), .hint = std::move(hint)};
}

}  // namespace

KnownIssues known_issues(const RunRecord& record) {
  KnownIssues issues;
  const std::string today = utc_date(record.started_at);
  const bool whole = !record.shard && record.verdicts.size() == record.suite.cases;
  for (const KnownFailure& known : record.known) {
    if (expired(known, today)) {
      issues.expired.push_back(problem_of(
          known, "this known failure has expired on " + known.expires + ": it waives nothing",
          known.owner.empty() ? "fix it or extend its date" : "owner " + known.owner + ": fix it or extend its date"));
      continue;
    }
    for (const std::string& pattern : known.cases) {
      const Seen seen = look(record, known, pattern);
      if (seen.used || seen.unjudged || (!seen.any && !whole)) continue;
      if (!seen.any) {
        issues.stale.push_back(problem_of(known, "unknown case \"" + pattern + "\"", hint_for(record, pattern)));
      } else if (seen.failed) {
        issues.stale.push_back(problem_of(known, "\"" + pattern + "\" fails, but not in this way",
                                          "compare rule, requirement, where and status with the report"));
      } else {
        issues.stale.push_back(
            problem_of(known, "\"" + pattern + "\" no longer fails in this way", "remove the entry"));
      }
    }
  }
  return issues;
}

int exit_code_with(int code, const KnownIssues& issues, bool strict) {
  const bool fails = !issues.expired.empty() || (strict && !issues.stale.empty());
  const bool outranked = code == to_int(ExitCode::good) || code == to_int(ExitCode::could_not_tell);
  return fails && outranked ? to_int(ExitCode::violated) : code;
}

}  // namespace conform
