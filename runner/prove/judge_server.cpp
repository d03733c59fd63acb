#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>

#include "base/text.hpp"
#include "prove/proof_tables.hpp"
#include "prove/prove.hpp"
#include "prove/rounds.hpp"

namespace conform {
namespace {

std::string wrong_with_fault(const ServerResult& result, const Suite& suite) {
  if (refuses_everything(result.server.what.name)) {
    const Totals& totals = result.totals;
    const bool judged = totals.passed + totals.failed + totals.skipped + totals.waived > 0 || totals.errored == 0;
    return judged ? "refuses everything, but cases have results" : std::string{};
  }
  if (result.found.empty()) return result.totals.errored > 0 ? "not found, cases errored" : "survived";
  const auto rightly = [&](const std::string& id) {
    const Requirement* requirement = suite.rules.find(id);
    return requirement != nullptr && speaks_for(*requirement, result.server.what);
  };
  const bool by_finding = std::ranges::any_of(result.found, [&](const auto& found) { return rightly(found.first); });
  return by_finding || std::ranges::any_of(result.cited, rightly) ? std::string{}
                                                                  : "found, but not by a requirement that it violates";
}

std::string wrong_with_conforming(const ServerResult& result) {
  const ExpectedViolations* expected = expected_violations_of(result.server.what.name);
  std::set<std::string> must;
  for (const auto& [requirement, cases] : result.found) must.insert(requirement);
  if (expected != nullptr && must != expected->must)
    return "found at must level: " + joined(must) + "; expected: " + joined(expected->must);
  if (expected != nullptr && result.should_found != expected->should)
    return "found at should level: " + joined(result.should_found) + "; expected: " + joined(expected->should);
  if (expected == nullptr && !must.empty()) return "false alarm";
  if (lags(result.server.what.name)) return result.totals.errored > 0 ? std::string{} : "its lag was not seen";
  if (result.totals.errored > 0) return "errored";
  if (result.totals.passed == 0) return "nothing verified";
  return {};
}

// A case can fail beside the point: what it sends may be broken, and the server right to refuse it. So the finding must
// be of a requirement that the case names. A case that only observes names none that can be violated.
bool proves(const Finding& finding, const Case& test_case, const Suite& suite) {
  if (!fails_at(finding.level, Level::should)) return false;
  const std::set<std::string> cited = cited_by(test_case);
  return cited.contains(finding.requirement) || std::ranges::all_of(cited, [&](const std::string& id) {
           const Requirement* requirement = suite.rules.find(id);
           return requirement == nullptr || requirement->level == Level::observe;
         });
}

}  // namespace

ServerResult judge_server(const ServerUnderProof& server, const RunResult& run_result, const Suite& suite) {
  ServerResult result{.server = server,
                      .totals = run_result.totals,
                      .found = {},
                      .cited = {},
                      .proven = {},
                      .should_found = {},
                      .passed_clean = {},
                      .messages = {},
                      .took = run_result.took,
                      .wrong = {}};
  const bool is_fault = server.kind == ServerKind::fault;
  const bool should_counts =
      server.kind == ServerKind::healthy || (is_fault && server.what.level == to_string(Level::should));
  constexpr std::size_t most_messages = 3;
  std::map<std::string_view, const Case*> cases_by_id;
  for (const Case& test_case : suite.cases) cases_by_id.emplace(test_case.id, &test_case);
  for (const Verdict& verdict : run_result.verdicts) {
    for (const Finding& finding : verdict.findings) {
      if (finding.level == Level::should) result.should_found.insert(finding.requirement);
      const auto judged = cases_by_id.find(verdict.id);
      if (judged != cases_by_id.end() && proves(finding, *judged->second, suite))
        result.proven.insert(case_name(verdict.id));
      if (!fails_at(finding.level, should_counts ? Level::should : Level::must)) continue;
      auto& cases = result.found[finding.requirement];
      if (cases.empty() || cases.back() != verdict.id) cases.push_back(verdict.id);
      result.cited.insert(verdict.requirements.begin(), verdict.requirements.end());
      if (result.messages.size() < most_messages) result.messages.push_back(verdict.id + ": " + finding.message);
    }
    if (verdict.outcome.kind == OutcomeKind::errored && result.messages.size() < most_messages)
      result.messages.push_back(verdict.id + ": " + verdict.outcome.reason);
    const bool clean = verdict.outcome.kind == OutcomeKind::passed && verdict.findings.empty();
    if (server.is_null_server() && clean) result.passed_clean.push_back(verdict.id);
  }
  result.wrong = is_fault ? wrong_with_fault(result, suite) : wrong_with_conforming(result);
  return result;
}

}  // namespace conform
