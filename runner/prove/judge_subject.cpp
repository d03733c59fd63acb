#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>

#include "prove/known.hpp"
#include "prove/prove.hpp"
#include "prove/rounds.hpp"

namespace conform {
namespace {

std::string joined(const std::set<std::string>& names) { return fmt::format("{}", fmt::join(names, ", ")); }

std::string wrong_with_fault(const SubjectResult& result, const Suite& suite) {
  if (refuses_everything(result.subject.what.name)) {
    const Totals& totals = result.totals;
    const bool judged = totals.passed + totals.failed + totals.skipped + totals.waived > 0 || totals.errored == 0;
    return judged ? "refuses everything, but cases have results" : std::string{};
  }
  if (result.found.empty()) return result.totals.errored > 0 ? "not found, cases errored" : "survived";
  const auto rightly = [&](const std::string& id) {
    const Requirement* requirement = suite.rules.find(id);
    return requirement != nullptr && speaks_for(*requirement, result.subject.what);
  };
  const bool by_finding = std::ranges::any_of(result.found, [&](const auto& found) { return rightly(found.first); });
  return by_finding || std::ranges::any_of(result.cited, rightly) ? std::string{}
                                                                  : "found, but not by a requirement that it violates";
}

std::string wrong_with_honest(const SubjectResult& result) {
  const Departures* expected = departures_of(result.subject.what.name);
  std::set<std::string> must;
  for (const auto& [requirement, cases] : result.found) must.insert(requirement);
  if (expected != nullptr && must != expected->must)
    return "found at must level: " + joined(must) + "; expected: " + joined(expected->must);
  if (expected != nullptr && result.should_found != expected->should)
    return "found at should level: " + joined(result.should_found) + "; expected: " + joined(expected->should);
  if (expected == nullptr && !must.empty()) return "false alarm";
  if (lags(result.subject.what.name)) return result.totals.errored > 0 ? std::string{} : "its lag was not seen";
  if (result.totals.errored > 0) return "errored";
  if (result.totals.passed == 0) return "nothing verified";
  return {};
}

// A case can fail beside the point: what it sends may be broken, and the server right to refuse it. So the finding must
// be of a requirement that the case names. A case that only observes names none that can be violated.
bool proves(const Finding& finding, const Case& one, const Suite& suite) {
  if (!fails_at(finding.level, Level::should)) return false;
  const std::set<std::string> cited = cited_by(one);
  return cited.contains(finding.requirement) || std::ranges::all_of(cited, [&](const std::string& id) {
           const Requirement* requirement = suite.rules.find(id);
           return requirement == nullptr || requirement->level == Level::observe;
         });
}

}  // namespace

SubjectResult judge_subject(const Subject& subject, const RunRecord& record, const Suite& suite) {
  SubjectResult result{.subject = subject,
                       .totals = record.totals,
                       .found = {},
                       .cited = {},
                       .proven = {},
                       .should_found = {},
                       .passed_clean = {},
                       .complaints = {},
                       .took = record.took,
                       .wrong = {}};
  const bool is_fault = subject.kind == SubjectKind::fault;
  const bool should_counts =
      subject.kind == SubjectKind::healthy || (is_fault && subject.what.level == to_string(Level::should));
  constexpr std::size_t most_complaints = 3;
  std::map<std::string_view, const Case*> cases_by_id;
  for (const Case& one : suite.cases) cases_by_id.emplace(one.id, &one);
  for (const Verdict& verdict : record.verdicts) {
    for (const Finding& finding : verdict.findings) {
      if (finding.level == Level::should) result.should_found.insert(finding.requirement);
      const auto judged = cases_by_id.find(verdict.id);
      if (judged != cases_by_id.end() && proves(finding, *judged->second, suite))
        result.proven.insert(case_name(verdict.id));
      if (!fails_at(finding.level, should_counts ? Level::should : Level::must)) continue;
      auto& cases = result.found[finding.requirement];
      if (cases.empty() || cases.back() != verdict.id) cases.push_back(verdict.id);
      result.cited.insert(verdict.requirements.begin(), verdict.requirements.end());
      if (result.complaints.size() < most_complaints) result.complaints.push_back(verdict.id + ": " + finding.message);
    }
    if (verdict.outcome.kind == OutcomeKind::errored && result.complaints.size() < most_complaints)
      result.complaints.push_back(verdict.id + ": " + verdict.outcome.reason);
    const bool clean = verdict.outcome.kind == OutcomeKind::passed && verdict.findings.empty();
    if (subject.is_null_server() && clean) result.passed_clean.push_back(verdict.id);
  }
  result.wrong = is_fault ? wrong_with_fault(result, suite) : wrong_with_honest(result);
  return result;
}

}  // namespace conform
