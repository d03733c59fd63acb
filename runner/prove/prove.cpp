#include "prove/prove.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include "plan/plan.hpp"
#include "prove/server_target.hpp"
#include "run/engine.hpp"

namespace conform {
namespace {

// A fault that stalls is found after this long; the reference server on loopback is a thousand times faster.
constexpr std::chrono::milliseconds answer_in_time{3000};

bool selected(const std::string& name, const ProofOptions& options) {
  return options.subjects.empty() ||
         std::ranges::any_of(options.subjects, [&](const std::string& glob) { return matches_glob(glob, name); });
}

RunRecord run_against(const Subject& subject, const Suite& suite, const ProofOptions& options,
                      const std::stop_token& stop) {
  reference::Options server_options;
  server_options.api_version = subject.api_version;
  if (subject.kind == SubjectKind::variant) server_options.variants = {subject.what.name};
  if (subject.kind == SubjectKind::fault) server_options.faults = {subject.what.name};
  const reference::Server server{server_options};
  Target target = target_of(server, subject.api_version);
  // What a server lacks must not excuse a fault; a variant may lack the reading operations.
  target.readback = subject.kind == SubjectKind::variant ? Readback::automatic : Readback::get;
  target.transport.timeout = answer_in_time;
  const auto plan = make_plan(suite, {.version = subject.api_version, .selectors = {}});
  const TransportOptions transport = transport_options(target);
  const RunOptions run_options{
      .jobs = 2, .fail_on = Level::must, .seed = 1, .max_failures = 0, .suite_version = options.suite_version};
  return run_plan(suite, *plan, target, run_options, [&] { return make_curl_transport(transport); }, stop, {});
}

std::string case_name(const std::string& id) { return id.substr(0, id.find('[')); }

}  // namespace

bool Proof::holds() const {
  return !results.empty() &&
         std::ranges::all_of(results, [](const SubjectResult& result) { return result.wrong.empty(); });
}

std::vector<Subject> subjects_of(const ProofOptions& options) {
  std::vector<Subject> subjects;
  const auto add = [&](SubjectKind kind, const std::vector<reference::Switch>& switches) {
    for (const reference::Switch& one : switches) {
      if (selected(one.name, options))
        subjects.push_back({.kind = kind, .what = one, .api_version = options.api_version});
    }
  };
  for (const std::string_view version : api_versions) {
    reference::Switch healthy;
    healthy.name = "healthy-" + std::string{version};
    if (selected(healthy.name, options))
      subjects.push_back({.kind = SubjectKind::healthy, .what = healthy, .api_version = std::string{version}});
  }
  add(SubjectKind::variant, reference::variants());
  add(SubjectKind::fault, reference::faults());
  return subjects;
}

SubjectResult judge_subject(const Subject& subject, const RunRecord& record, const Suite& suite) {
  SubjectResult result{.subject = subject,
                       .totals = record.totals,
                       .conclusion = record.conclusion,
                       .found = {},
                       .complaints = {},
                       .took = record.took,
                       .wrong = {}};
  const bool is_fault = subject.kind == SubjectKind::fault;
  const Level counts = is_fault && subject.what.level == "should" ? Level::should : Level::must;
  bool right_area = false;
  for (const Verdict& verdict : record.verdicts) {
    for (const Finding& finding : verdict.findings) {
      const bool alarming = subject.kind == SubjectKind::healthy || fails_at(finding.level, counts);
      if (!alarming) continue;
      result.found[finding.requirement].push_back(verdict.id);
      if (result.complaints.size() < 3) result.complaints.push_back(verdict.id + ": " + finding.message);
      const Requirement* requirement = suite.rules.find(finding.requirement);
      right_area = right_area || (requirement != nullptr && requirement->area == subject.what.area);
    }
    if (verdict.outcome.kind == OutcomeKind::errored && result.complaints.size() < 3)
      result.complaints.push_back(verdict.id + ": " + verdict.outcome.reason);
  }
  if (is_fault) {
    if (result.found.empty()) {
      result.wrong = record.totals.errored > 0 ? "not found, cases errored" : "survived";
    } else if (!right_area) {
      result.wrong = "found, but by no requirement of its area";
    }
  } else if (!result.found.empty()) {
    result.wrong = "false alarm";
  } else if (record.totals.errored > 0) {
    result.wrong = "errored";
  } else if (record.totals.passed == 0) {
    result.wrong = "nothing verified";
  }
  return result;
}

Proof prove(const Suite& suite, const ProofOptions& options, const std::stop_token& stop,
            const std::function<void(const SubjectResult&)>& on_result) {
  const std::vector<Subject> subjects = subjects_of(options);
  const auto begun = std::chrono::steady_clock::now();
  Proof proof;
  proof.results.resize(subjects.size());
  std::atomic<std::size_t> next{0};
  std::mutex telling;
  {
    const auto work = [&] {
      for (std::size_t i = next++; i < subjects.size() && !stop.stop_requested(); i = next++) {
        proof.results[i] = judge_subject(subjects[i], run_against(subjects[i], suite, options, stop), suite);
        const std::scoped_lock lock{telling};
        if (on_result) on_result(proof.results[i]);
      }
    };
    std::vector<std::jthread> workers;
    for (unsigned i = 0; i < std::max(1U, options.jobs); ++i) workers.emplace_back(work);
  }
  for (const Case& one : suite.cases) proof.cases.insert(case_name(one.id));
  for (const SubjectResult& result : proof.results) {
    if (result.subject.kind != SubjectKind::fault) continue;
    for (const auto& [requirement, cases] : result.found) {
      proof.proven_requirements.insert(requirement);
      for (const std::string& id : cases) proof.proven_cases.insert(case_name(id));
    }
  }
  proof.took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begun);
  return proof;
}

}  // namespace conform
