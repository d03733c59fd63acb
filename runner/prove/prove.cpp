#include "prove/prove.hpp"

#include <algorithm>
#include <atomic>
#include <iterator>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "plan/plan.hpp"
#include "prove/direct_transport.hpp"
#include "prove/known.hpp"
#include "prove/own_clock.hpp"
#include "prove/rounds.hpp"
#include "prove/server_target.hpp"
#include "run/engine.hpp"

namespace conform {
namespace {

// A fault that stalls is found after this long; the reference server on loopback is a thousand times faster.
constexpr std::chrono::milliseconds answer_in_time{3000};

bool selected(const std::string& name, const ProofOptions& options) {
  return options.names.empty() ||
         std::ranges::any_of(options.names, [&](const std::string& glob) { return matches_glob(glob, name); });
}

/// One subject's server, and the runs against it. One worker in each run: with several, which case a finding is noted
/// for would depend on who was first.
class Trial {
 public:
  Trial(const Subject& subject, const Suite& suite, const ProofOptions& options)
      : subject_{subject},
        suite_{suite},
        server_{server_options(subject)},
        target_{target_of(server_, subject.api_version)},
        transport_{} {
    // What a server lacks must not excuse a fault; a variant may lack the reading operations.
    target_.readback = subject.kind == SubjectKind::variant ? Readback::automatic : Readback::get;
    target_.conditional = is_conditional(subject.what.name);
    target_.transport.timeout = answer_in_time;
    transport_ = transport_options(target_);
    run_options_.suite_version = options.suite_version;
    if (!subject.what.on_the_wire && !lags(subject.what.name)) run_options_.clock = std::make_shared<OwnClock>();
  }

  [[nodiscard]] RunRecord run(const Plan& plan, const std::stop_token& stop) {
    const auto connect = [this] {
      return subject_.what.on_the_wire ? make_curl_transport(transport_) : make_direct_transport(server_, transport_);
    };
    return run_plan(suite_, plan, target_, run_options_, connect, stop, {});
  }

 private:
  static reference::Options server_options(const Subject& subject) {
    reference::Options options;
    options.api_version = subject.api_version;
    if (subject.kind == SubjectKind::variant) options.variants = {subject.what.name};
    if (subject.kind == SubjectKind::fault) options.faults = {subject.what.name};
    return options;
  }

  const Subject& subject_;
  const Suite& suite_;
  reference::Server server_;
  Target target_;
  TransportOptions transport_;
  RunOptions run_options_{.jobs = 1, .fail_on = Level::must, .seed = 1, .max_failures = 0, .suite_version = {}};
};

void append(RunRecord& record, RunRecord&& more) {
  Totals& to = record.totals;
  const Totals& from = more.totals;
  to.passed += from.passed;
  to.failed += from.failed;
  to.skipped += from.skipped;
  to.errored += from.errored;
  to.waived += from.waived;
  record.took += more.took;
  std::ranges::move(more.verdicts, std::back_inserter(record.verdicts));
}

SubjectResult try_subject(const Subject& subject, const Suite& suite, const ProofOptions& options,
                          const std::stop_token& stop) {
  const auto plan = make_plan(suite, {.version = subject.api_version, .selectors = {}});
  Trial trial{subject, suite, options};
  RunRecord record;
  SubjectResult result;
  for (const Plan& round : options.every_case ? std::vector<Plan>{*plan} : rounds_of(subject, *plan, suite)) {
    append(record, trial.run(round, stop));
    result = judge_subject(subject, record, suite);
    if (result.wrong.empty()) break;
  }
  return result;
}

/// Work for all workers: those with the lower numbers first.
class Queue {
 public:
  Queue(std::size_t size, const std::stop_token& stop) : size_{size}, stop_{stop} {}
  /// The next number, or `size` when there is none left.
  std::size_t take() { return stop_.stop_requested() ? size_ : std::min(next_++, size_); }

 private:
  std::size_t size_;
  const std::stop_token& stop_;
  std::atomic<std::size_t> next_{0};
};

void prove_subjects(const std::vector<Subject>& subjects, const Suite& suite, const ProofOptions& options,
                    const std::stop_token& stop, const ProofListener& listener, Proof& proof) {
  proof.results.resize(subjects.size());
  Queue queue{subjects.size(), stop};
  std::mutex telling;
  const auto work = [&] {
    for (std::size_t taken = queue.take(); taken < subjects.size(); taken = queue.take()) {
      // From both ends: the last faults and the first variants are those that keep a client waiting, and the run should
      // not end with them alone.
      const std::size_t i = taken % 2 == 0 ? subjects.size() - 1 - taken / 2 : taken / 2;
      proof.results[i] = try_subject(subjects[i], suite, options, stop);
      const std::scoped_lock lock{telling};
      if (listener.subject) listener.subject(proof.results[i]);
    }
  };
  // More workers than processors, since some of them wait for responses that do not come.
  constexpr unsigned workers_per_job = 2;
  std::vector<std::jthread> workers;
  for (unsigned i = 0; i < workers_per_job * std::max(1U, options.jobs); ++i) workers.emplace_back(work);
}

void prove_mutations(const Suite& suite, const ProofOptions& options, const std::stop_token& stop,
                     const ProofListener& listener, Proof& proof) {
  const auto surveyed = survey_answers(suite, options.api_version, stop);
  struct Task {
    Mutation mutation;
    const Surveyed* concerned;
    std::string_view allowed;
  };
  std::vector<Task> tasks;
  for (const auto& [kind, answers] : surveyed) {
    for (Mutation& mutation : mutations_of(kind, answers.shape, suite.fixtures)) {
      const std::string_view allowed = reason_to_allow(mutation);
      if (selected(mutation.name(), options)) tasks.push_back({std::move(mutation), &answers, allowed});
    }
  }
  std::vector<MutationResult> results(tasks.size());
  Queue queue{tasks.size(), stop};
  std::mutex telling;
  const auto work = [&] {
    MutationBench bench{suite, options.api_version};
    for (std::size_t i = queue.take(); i < tasks.size(); i = queue.take()) {
      const Task& task = tasks[i];
      results[i] =
          bench.try_out(task.mutation, task.allowed.empty() ? task.concerned->cases : task.concerned->spread(), stop);
      const bool seen = results[i].fate == MutationFate::noticed || results[i].fate == MutationFate::inapplicable;
      if (!seen) results[i].allowed = task.allowed;
      const std::scoped_lock lock{telling};
      if (listener.mutation) listener.mutation(results[i]);
    }
  };
  {
    std::vector<std::jthread> workers;
    for (unsigned i = 0; i < std::max(1U, options.jobs); ++i) workers.emplace_back(work);
  }
  for (MutationResult& result : results) {
    if (result.fate != MutationFate::inapplicable) proof.mutations.push_back(std::move(result));
  }
}

void note_proven(const SubjectResult& result, const Suite& suite, Proof& proof) {
  // A variant that has violations at should level shows that the suite sees them.
  if (result.subject.kind == SubjectKind::variant)
    proof.proven_requirements.insert(result.should_found.begin(), result.should_found.end());
  if (result.subject.kind != SubjectKind::fault) return;
  for (const auto& [requirement, cases] : result.found) proof.proven_requirements.insert(requirement);
  proof.proven_cases.insert(result.proven.begin(), result.proven.end());
  for (const std::string& id : result.cited) {
    const Requirement* requirement = suite.rules.find(id);
    if (requirement != nullptr && requirement->area == result.subject.what.area) proof.proven_requirements.insert(id);
  }
}

// What the fault of this number may still prove: cases that no fault made fail yet, and those that name a requirement
// which no fault violated yet. One instance of each, another one for each fault.
Plan left_to_prove(const Proof& proof, std::size_t number, const Suite& suite, const std::string& version) {
  const auto plan = make_plan(suite, {.version = version, .selectors = {}});
  const std::vector<std::string> requirements = unproven_requirements(proof, suite);
  std::map<std::string, std::vector<const Case*>> instances;
  for (const Case* one : plan->cases) {
    const std::string name = case_name(one->id);
    const std::set<std::string> cited = cited_by(*one);
    const bool left = !proof.proven_cases.contains(name) ||
                      std::ranges::any_of(requirements, [&](const std::string& id) { return cited.contains(id); });
    if (left) instances[name].push_back(one);
  }
  std::set<const Case*> chosen;
  for (const auto& [name, all] : instances) chosen.insert(all[number % all.size()]);
  Plan left{.cases = plan->cases, .of_version = plan->of_version};
  std::erase_if(left.cases, [&](const Case* one) { return !chosen.contains(one); });
  return left;
}

// A fault's own rounds end when it is found; what is unproven after them all meets the faults once more.
void prove_what_is_left(const std::vector<Subject>& subjects, const Suite& suite, const ProofOptions& options,
                        const std::stop_token& stop, const ProofListener& listener, Proof& proof) {
  Queue queue{subjects.size(), stop};
  std::mutex noting;
  const auto work = [&] {
    for (std::size_t i = queue.take(); i < subjects.size(); i = queue.take()) {
      if (subjects[i].kind != SubjectKind::fault || subjects[i].is_null_server()) continue;
      std::unique_lock lock{noting};
      const Plan left = left_to_prove(proof, i, suite, subjects[i].api_version);
      if (listener.left) listener.left(left);
      lock.unlock();
      if (left.cases.empty()) return;
      Trial trial{subjects[i], suite, options};
      const SubjectResult result = judge_subject(subjects[i], trial.run(left, stop), suite);
      lock.lock();
      note_proven(result, suite, proof);
    }
  };
  std::vector<std::jthread> workers;
  for (unsigned i = 0; i < std::max(1U, options.jobs); ++i) workers.emplace_back(work);
}

std::set<std::string> unused_reasons(const Proof& proof, const Suite& suite) {
  std::set<std::string> unused = all_reasons();
  for (const MutationResult& result : proof.mutations) unused.erase(result.allowed);
  for (const std::string& name : unproven_cases(proof)) unused.erase(std::string{reason_for_unproven_case(name)});
  for (const std::string& id : unproven_requirements(proof, suite))
    unused.erase(std::string{reason_for_unproven_requirement(id)});
  return unused;
}

}  // namespace

bool Proof::holds() const {
  const bool something = !results.empty() || !mutations.empty();
  return something && unused_reasons.empty() &&
         std::ranges::all_of(results, [](const SubjectResult& result) { return result.wrong.empty(); }) &&
         std::ranges::none_of(mutations, [](const MutationResult& result) { return result.is_blind_spot(); });
}

std::string case_name(const std::string& id) { return id.substr(0, id.find('[')); }

std::vector<std::string> unproven_requirements(const Proof& proof, const Suite& suite) {
  std::vector<std::string> ids;
  for (const Requirement& requirement : suite.rules.requirements()) {
    const bool can_be_violated = requirement.untestable.empty() && requirement.level != Level::observe;
    if (can_be_violated && !proof.proven_requirements.contains(requirement.id)) ids.push_back(requirement.id);
  }
  return ids;
}

std::vector<std::string> unproven_cases(const Proof& proof) {
  std::vector<std::string> names;
  std::ranges::set_difference(proof.cases, proof.proven_cases, std::back_inserter(names));
  return names;
}

std::vector<Subject> subjects_of(const ProofOptions& options) {
  std::vector<Subject> subjects;
  if (!options.subjects) return subjects;
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

Proof prove(const Suite& suite, const ProofOptions& options, const std::stop_token& stop,
            const ProofListener& listener) {
  const auto begun = std::chrono::steady_clock::now();
  Proof proof;
  proof.whole = options.names.empty() && options.subjects && options.mutations;
  for (const Case& one : suite.cases) proof.cases.insert(case_name(one.id));
  const std::vector<Subject> subjects = subjects_of(options);
  prove_subjects(subjects, suite, options, stop, listener, proof);
  for (const SubjectResult& result : proof.results) note_proven(result, suite, proof);
  if (proof.whole) prove_what_is_left(subjects, suite, options, stop, listener, proof);
  if (options.mutations) prove_mutations(suite, options, stop, listener, proof);
  if (proof.whole) proof.unused_reasons = unused_reasons(proof, suite);
  proof.took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begun);
  return proof;
}

}  // namespace conform
