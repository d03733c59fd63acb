#include "history/diff.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "reports/text.hpp"
#include "waivers/fingerprint.hpp"

namespace conform {
namespace {

bool fails(OutcomeKind kind) { return kind == OutcomeKind::failed || kind == OutcomeKind::waived; }
bool unjudged(OutcomeKind kind) { return kind == OutcomeKind::skipped || kind == OutcomeKind::errored; }

std::set<Fingerprint> fingerprints(const Verdict& verdict, Level fail_on) {
  std::set<Fingerprint> marks;
  for (const Finding& finding : verdict.findings) {
    if (fails_at(finding.level, fail_on)) marks.insert(fingerprint_of(verdict, finding));
  }
  return marks;
}

void add_once(std::vector<std::string>& list, const std::string& text) {
  if (!text.empty() && std::ranges::find(list, text) == list.end()) list.push_back(text);
}

// Messages of the findings that fail a case and that are not among the old ones.
std::vector<std::string> messages(const Verdict& verdict, Level fail_on, const std::set<Fingerprint>& old) {
  std::vector<std::string> all;
  for (const Finding& finding : verdict.findings) {
    if (fails_at(finding.level, fail_on) && !old.contains(fingerprint_of(verdict, finding)))
      add_once(all, finding.message);
  }
  return all;
}

std::vector<std::string> details_of(const Verdict& verdict, Level fail_on) {
  std::vector<std::string> details;
  if (fails(verdict.outcome.kind)) details = messages(verdict, fail_on, {});
  add_once(details, verdict.outcome.reason);
  return details;
}

class Comparison {
 public:
  Comparison(const RunResult& before, const RunResult& after) : before_{before}, after_{after} {
    diff_.before = {.conclusion = before.conclusion, .totals = before.totals};
    diff_.after = {.conclusion = after.conclusion, .totals = after.totals};
  }

  RunDiff run() && {
    std::map<std::string_view, const Verdict*> old;
    for (const Verdict& verdict : before_.verdicts) old.emplace(verdict.id, &verdict);
    std::map<std::string_view, const Verdict*> now;
    for (const Verdict& verdict : after_.verdicts) now.emplace(verdict.id, &verdict);
    for (const auto& [id, verdict] : old) {
      if (!now.contains(id)) diff_.gone.push_back(change(*verdict, verdict, nullptr, before_.fail_on));
    }
    for (const auto& [id, verdict] : now) {
      const auto earlier = old.find(id);
      if (earlier == old.end()) {
        diff_.fresh.push_back(change(*verdict, nullptr, verdict, after_.fail_on));
      } else {
        compare(*earlier->second, *verdict);
      }
    }
    requirements();
    server();
    suite(old, now);
    profile();
    return std::move(diff_);
  }

 private:
  static CaseChange change(const Verdict& shown, const Verdict* before, const Verdict* after, Level fail_on) {
    CaseChange made{.id = shown.id, .before = {}, .after = {}, .details = details_of(shown, fail_on)};
    if (before != nullptr) made.before = before->outcome.kind;
    if (after != nullptr) made.after = after->outcome.kind;
    return made;
  }

  void compare(const Verdict& before, const Verdict& after) {
    CaseChange both = change(after, &before, &after, after_.fail_on);
    const OutcomeKind was = before.outcome.kind;
    const OutcomeKind is = after.outcome.kind;
    if (is == OutcomeKind::failed) {
      const std::set<Fingerprint> known = fails(was) ? fingerprints(before, after_.fail_on) : std::set<Fingerprint>{};
      const std::set<Fingerprint> found = fingerprints(after, after_.fail_on);
      const bool same = fails(was) && std::ranges::includes(known, found);
      if (!same) both.details = messages(after, after_.fail_on, known);
      (same ? diff_.still_failing : diff_.regressions).push_back(std::move(both));
    } else if (is == OutcomeKind::waived) {
      (fails(was) ? diff_.still_failing : diff_.waived).push_back(std::move(both));
    } else if (is == OutcomeKind::passed) {
      if (fails(was)) diff_.fixes.push_back(std::move(both));
      if (unjudged(was)) diff_.judged.push_back(std::move(both));
    } else if (!unjudged(was)) {
      diff_.lost.push_back(std::move(both));
    }
  }

  void requirements() {
    for (const RequirementResult& now : after_.requirements) {
      const auto old = std::ranges::find(before_.requirements, now.id, &RequirementResult::id);
      if (old == before_.requirements.end() || old->state == now.state) continue;
      diff_.requirements.push_back({.id = now.id, .level = now.level, .before = old->state, .after = now.state});
    }
  }

  static void differs(std::vector<std::string>& list, std::string_view what, const std::string& before,
                      const std::string& after) {
    if (before != after) list.push_back(fmt::format("{}: {}, before {}", what, after, before));
  }

  void server() {
    differs(diff_.server, "target", before_.target.name, after_.target.name);
    differs(diff_.server, "base URL", before_.target.base_url, after_.target.base_url);
  }

  void suite(const std::map<std::string_view, const Verdict*>& old,
             const std::map<std::string_view, const Verdict*>& now) {
    differs(diff_.suite, "suite", before_.suite.name, after_.suite.name);
    differs(diff_.suite, "version", before_.suite.version, after_.suite.version);
    differs(diff_.suite, "cases in the suite", std::to_string(before_.suite.cases), std::to_string(after_.suite.cases));
    if (!diff_.fresh.empty() || !diff_.gone.empty()) {
      diff_.suite.push_back(
          fmt::format("{} only in the later run, {} only in the earlier run: the suite or the selection changed",
                      counted(diff_.fresh.size(), "case", "cases"), diff_.gone.size()));
    }
    std::size_t changed = 0;
    for (const auto& [id, verdict] : now) {
      const auto earlier = old.find(id);
      if (earlier == old.end()) continue;
      if (earlier->second->requirements != verdict->requirements || earlier->second->about != verdict->about) ++changed;
    }
    if (changed > 0) diff_.suite.push_back(counted(changed, "case is", "cases are") + " different now");
  }

  static std::map<std::string, std::string> pins(const RunResult& result) {
    std::map<std::string, std::string> all;
    for (const Observation& observation : result.observations) {
      if (observation.pinned) all.insert_or_assign(observation.id, *observation.pinned);
    }
    return all;
  }

  void profile() {
    differs(diff_.profile, "API version", before_.target.api_version, after_.target.api_version);
    differs(diff_.profile, "failing level", std::string{to_string(before_.fail_on)},
            std::string{to_string(after_.fail_on)});
    const auto old = pins(before_);
    const auto now = pins(after_);
    for (const Observation& observation : after_.observations) {
      const auto was = old.find(observation.id);
      const auto is = now.find(observation.id);
      differs(diff_.profile, "pin of " + observation.id, was == old.end() ? "none" : was->second,
              is == now.end() ? "none" : is->second);
    }
    if (before_.waivers != after_.waivers) diff_.profile.emplace_back("the known failures differ");
  }

  const RunResult& before_;
  const RunResult& after_;
  RunDiff diff_;
};

}  // namespace

RunDiff diff_runs(const RunResult& before, const RunResult& after) { return Comparison{before, after}.run(); }

ExitCode exit_code_of(const RunDiff& diff) {
  if (!diff.regressions.empty()) return ExitCode::violated;
  return diff.lost.empty() ? ExitCode::good : ExitCode::inconclusive;
}

}  // namespace conform
