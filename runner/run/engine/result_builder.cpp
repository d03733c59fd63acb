#include "run/engine/result_builder.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "model/exit_code.hpp"

namespace conform {

namespace {

Totals count(const RunResult& result) {
  Totals totals;
  for (const Verdict& verdict : result.verdicts) {
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

std::vector<RequirementResult> requirement_results(const RunResult& run_result, const Suite& suite,
                                                   const Coverage& coverage) {
  std::map<std::string, std::vector<std::string>, std::less<>> cases;
  std::set<std::string, std::less<>> passed;
  std::set<std::string, std::less<>> violated;
  for (const Verdict& verdict : run_result.verdicts) {
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
    const bool holds = std::ranges::any_of(requirement.versions, [&](const std::string& version) {
      return version == "*" || version == run_result.target.api_version;
    });
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
    } else if (passed.contains(requirement.id) || coverage.seen(i)) {
      result.state = RequirementState::verified;
    }
    results.push_back(std::move(result));
  }
  return results;
}

std::vector<Observation> all_observations(const RunResult& result) {
  std::vector<Observation> all;
  for (const Verdict& verdict : result.verdicts) {
    for (const Observation& observation : verdict.observations) {
      if (std::ranges::find(all, observation) == all.end()) all.push_back(observation);
    }
  }
  std::ranges::sort(all, [](const Observation& a, const Observation& b) {
    return std::pair{a.id, a.seen} < std::pair{b.id, b.seen};
  });
  return all;
}

Conclusion conclusion_of(const RunResult& result) {
  if (result.totals.failed > 0) return Conclusion::nonconformant;
  if (result.totals.errored > 0 || result.totals.passed + result.totals.waived == 0 || result.interrupted)
    return Conclusion::inconclusive;
  const bool complete = unverified_musts(result) == 0;
  // What is waived is not a surprise, but it is not conformant either.
  return complete && result.totals.waived == 0 ? Conclusion::conformant : Conclusion::incomplete;
}

}  // namespace

void summarize(RunResult& result, const Suite& suite, const Coverage& coverage) {
  result.requirements = requirement_results(result, suite, coverage);
  summarize(result);
}

void summarize(RunResult& result) {
  result.totals = count(result);
  result.observations = all_observations(result);
  result.conclusion = conclusion_of(result);
}

int exit_code_of(const RunResult& result) {
  if (result.interrupted) return to_int(ExitCode::interrupted);
  if (result.conclusion == Conclusion::nonconformant) return to_int(ExitCode::violated);
  if (!result.restoration.unrestored.empty()) return to_int(ExitCode::inconclusive);
  switch (result.conclusion) {
    case Conclusion::nonconformant:
      return to_int(ExitCode::violated);
    case Conclusion::inconclusive:
      return to_int(ExitCode::inconclusive);
    case Conclusion::incomplete:
      return to_int(fails_as_incomplete(result) ? ExitCode::inconclusive : ExitCode::good);
    case Conclusion::conformant:
      return to_int(ExitCode::good);
  }
  return to_int(ExitCode::defect);
}

void Latencies::add(std::span<const Exchange> exchanges) {
  const std::scoped_lock lock{mutex_};
  for (const Exchange& exchange : exchanges) {
    if (exchange.operation.empty() || response_of(exchange) == nullptr) continue;
    auto known = std::ranges::find(latencies_, exchange.operation, &Latency::operation);
    if (known == latencies_.end()) known = latencies_.insert(known, {.operation = exchange.operation, .took = {}});
    known->took.push_back(exchange.took);
  }
}

std::vector<Latency> Latencies::sorted() const {
  const std::scoped_lock lock{mutex_};
  std::vector<Latency> sorted;
  for (const Operation& operation : contract_.operations) {
    const auto known = std::ranges::find(latencies_, operation.id, &Latency::operation);
    if (known == latencies_.end()) continue;
    std::ranges::sort(sorted.emplace_back(*known).took);
  }
  return sorted;
}

}  // namespace conform
