#include "run/record_builder.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "model/exit_code.hpp"

namespace conform {
namespace {

Totals count(const RunRecord& record) {
  Totals totals;
  for (const Verdict& verdict : record.verdicts) {
    switch (verdict.outcome.kind) {
      case OutcomeKind::passed:
        ++totals.passed;
        break;
      case OutcomeKind::failed:
        ++totals.failed;
        break;
      case OutcomeKind::skipped:
        ++totals.skipped;
        break;
      case OutcomeKind::errored:
        ++totals.errored;
        break;
      case OutcomeKind::waived:
        ++totals.waived;
        break;
    }
    if (!verdict.flaky.empty()) ++totals.flaky;
    for (const Finding& finding : verdict.findings) {
      if (finding.level == Level::must) ++totals.must_findings;
      if (finding.level == Level::should) ++totals.should_findings;
    }
  }
  return totals;
}

std::vector<RequirementResult> requirement_results(const RunRecord& record, const Suite& suite,
                                                   const Exercised& exercised) {
  std::map<std::string, std::vector<std::string>, std::less<>> cases;
  std::set<std::string, std::less<>> passed;
  std::set<std::string, std::less<>> violated;
  for (const Verdict& verdict : record.verdicts) {
    for (const std::string& id : verdict.requirements) {
      cases[id].push_back(verdict.id);
      if (verdict.outcome.kind == OutcomeKind::passed) passed.insert(id);
    }
    for (const Finding& finding : verdict.findings) {
      violated.insert(finding.requirement);
      auto& bearing = cases[finding.requirement];
      if (std::ranges::find(bearing, verdict.id) == bearing.end()) bearing.push_back(verdict.id);
    }
  }
  std::vector<RequirementResult> results;
  const auto& requirements = suite.rules.requirements();
  for (std::size_t i = 0; i < requirements.size(); ++i) {
    const Requirement& requirement = requirements[i];
    const bool holds = std::ranges::any_of(
        requirement.versions, [&](const std::string& one) { return one == "*" || one == record.target.api_version; });
    if (!holds || !requirement.untestable.empty()) continue;
    RequirementResult result{.id = requirement.id,
                             .level = requirement.level,
                             .area = requirement.area,
                             .statement = requirement.statement,
                             .source = to_text(requirement.sources),
                             .state = RequirementState::unverified,
                             .operations = requirement.operations,
                             .cases = std::move(cases[requirement.id]),
                             .sources = requirement.sources};
    if (violated.contains(requirement.id)) {
      result.state = RequirementState::violated;
    } else if (passed.contains(requirement.id) || exercised.seen(i)) {
      result.state = RequirementState::verified;
    }
    results.push_back(std::move(result));
  }
  return results;
}

std::vector<Observation> all_observations(const RunRecord& record) {
  std::vector<Observation> all;
  for (const Verdict& verdict : record.verdicts) {
    for (const Observation& observation : verdict.observations) {
      if (std::ranges::find(all, observation) == all.end()) all.push_back(observation);
    }
  }
  std::ranges::sort(all, [](const Observation& a, const Observation& b) {
    return std::pair{a.id, a.seen} < std::pair{b.id, b.seen};
  });
  return all;
}

bool verified_all(const RunRecord& record) {
  return std::ranges::none_of(record.requirements, [](const RequirementResult& result) {
    return result.level == Level::must && result.state == RequirementState::unverified;
  });
}

Conclusion conclusion_of(const RunRecord& record) {
  if (record.totals.failed > 0) return Conclusion::nonconformant;
  if (record.totals.errored > 0 || record.totals.passed + record.totals.waived == 0 || record.interrupted)
    return Conclusion::inconclusive;
  const bool complete = verified_all(record);
  // What is waived is not a surprise, but it is not conformant either.
  return complete && record.totals.waived == 0 ? Conclusion::conformant : Conclusion::incomplete;
}

}  // namespace

void conclude(RunRecord& record, const Suite& suite, const Exercised& exercised) {
  record.requirements = requirement_results(record, suite, exercised);
  sum_up(record);
}

void sum_up(RunRecord& record) {
  record.totals = count(record);
  record.observations = all_observations(record);
  record.conclusion = conclusion_of(record);
}

int exit_code_of(const RunRecord& record, bool require_complete) {
  if (record.interrupted) return to_int(ExitCode::interrupted);
  if (record.conclusion == Conclusion::nonconformant) return to_int(ExitCode::violated);
  if (!record.restoration.unrestored.empty()) return to_int(ExitCode::could_not_tell);
  switch (record.conclusion) {
    case Conclusion::nonconformant:
      return to_int(ExitCode::violated);
    case Conclusion::inconclusive:
      return to_int(ExitCode::could_not_tell);
    case Conclusion::incomplete:
      // Where everything was verified, it is what was waived that makes it incomplete.
      return to_int(require_complete && (record.totals.waived == 0 || !verified_all(record)) ? ExitCode::could_not_tell
                                                                                             : ExitCode::good);
    case Conclusion::conformant:
      return to_int(ExitCode::good);
  }
  return to_int(ExitCode::defect);
}

}  // namespace conform
