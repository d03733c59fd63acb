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
#include "prove/own_clock.hpp"
#include "prove/proof_tables.hpp"
#include "prove/rounds.hpp"
#include "prove/server_target.hpp"
#include "run/engine/engine.hpp"

namespace conform {
namespace {

// A fault that stalls is found after this long; the reference server on loopback is a thousand times faster.
constexpr std::chrono::milliseconds response_in_time{3000};

bool selected(const std::string& name, const ProofOptions& options) {
  return options.names.empty() ||
         std::ranges::any_of(options.names, [&](const std::string& glob) { return matches_glob(glob, name); });
}

/// One subject's server, and the runs against it. One worker in each run: with several, which case a finding is noted
/// for would depend on who was first.
class Trial {
 public:
  Trial(const ServerUnderProof& server, const Suite& suite, const ProofOptions& options)
      : under_proof_{server},
        suite_{suite},
        server_{server_options(server)},
        target_{target_of(server_, server.api_version)},
        transport_{} {
    // What a server lacks must not excuse a fault; a variant may lack the reading operations.
    target_.readback = server.kind == ServerKind::variant ? Readback::automatic : Readback::get;
    target_.conditional = is_conditional(server.what.name);
    target_.transport.timeout = response_in_time;
    transport_ = transport_options(target_);
    run_options_.suite_version = options.suite_version;
    if (!server.what.on_the_wire && !lags(server.what.name)) run_options_.clock = std::make_shared<OwnClock>();
  }

  [[nodiscard]] RunResult run(const Plan& plan, const std::stop_token& stop) {
    const auto connect = [this] {
      return under_proof_.what.on_the_wire ? make_curl_transport(transport_)
                                           : make_direct_transport(server_, transport_);
    };
    return run_plan(suite_, plan, target_, run_options_, connect, stop, {});
  }

 private:
  static reference::Options server_options(const ServerUnderProof& server) {
    reference::Options options;
    options.api_version = server.api_version;
    if (server.kind == ServerKind::variant) options.variants = {server.what.name};
    if (server.kind == ServerKind::fault) options.faults = {server.what.name};
    return options;
  }

  const ServerUnderProof& under_proof_;
  const Suite& suite_;
  reference::Server server_;
  Target target_;
  TransportOptions transport_;
  RunOptions run_options_{.jobs = 1, .fail_on = Level::must, .seed = 1, .max_failures = 0, .suite_version = {}};
};

void append(RunResult& result, RunResult&& more) {
  Totals& to = result.totals;
  const Totals& from = more.totals;
  to.passed += from.passed;
  to.failed += from.failed;
  to.skipped += from.skipped;
  to.errored += from.errored;
  to.waived += from.waived;
  result.took += more.took;
  std::ranges::move(more.verdicts, std::back_inserter(result.verdicts));
}

ServerResult try_server(const ServerUnderProof& server, const Suite& suite, const ProofOptions& options,
                        const std::stop_token& stop) {
  const auto plan = make_plan(suite, {.version = server.api_version, .selectors = {}});
  Trial trial{server, suite, options};
  RunResult run_result;
  ServerResult result;
  for (const Plan& round : options.every_case ? std::vector<Plan>{*plan} : rounds_of(server, *plan, suite)) {
    append(run_result, trial.run(round, stop));
    result = judge_server(server, run_result, suite);
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

void prove_servers(const std::vector<ServerUnderProof>& servers, const Suite& suite, const ProofOptions& options,
                   const std::stop_token& stop, const ProofListener& listener, Proof& proof) {
  proof.results.resize(servers.size());
  Queue queue{servers.size(), stop};
  std::mutex reporting;
  const auto work = [&] {
    for (std::size_t taken = queue.take(); taken < servers.size(); taken = queue.take()) {
      // From both ends: the last faults and the first variants are those that keep a client waiting, and the run should
      // not end with them alone.
      const std::size_t i = taken % 2 == 0 ? servers.size() - 1 - taken / 2 : taken / 2;
      proof.results[i] = try_server(servers[i], suite, options, stop);
      const std::scoped_lock lock{reporting};
      if (listener.server) listener.server(proof.results[i]);
    }
  };
  // More workers than processors, since some of them wait for responses that do not come.
  constexpr unsigned workers_per_job = 2;
  std::vector<std::jthread> workers;
  for (unsigned i = 0; i < workers_per_job * std::max(1U, options.jobs); ++i) workers.emplace_back(work);
}

void prove_mutations(const Suite& suite, const ProofOptions& options, const std::stop_token& stop,
                     const ProofListener& listener, Proof& proof) {
  const auto surveyed = survey_responses(suite, options.api_version, stop);
  struct Task {
    Mutation mutation;
    const Surveyed* concerned;
    std::string_view allowed;
  };
  std::vector<Task> tasks;
  for (const auto& [kind, responses] : surveyed) {
    for (Mutation& mutation : mutations_of(kind, responses.shape, suite.fixtures)) {
      const std::string_view allowed = reason_to_allow(mutation);
      if (selected(mutation.name(), options)) tasks.push_back({std::move(mutation), &responses, allowed});
    }
  }
  std::vector<MutationResult> results(tasks.size());
  Queue queue{tasks.size(), stop};
  std::mutex reporting;
  const auto work = [&] {
    MutationBench bench{suite, options.api_version};
    for (std::size_t i = queue.take(); i < tasks.size(); i = queue.take()) {
      const Task& task = tasks[i];
      results[i] =
          bench.try_out(task.mutation, task.allowed.empty() ? task.concerned->cases : task.concerned->spread(), stop);
      const bool seen = results[i].fate == MutationFate::noticed || results[i].fate == MutationFate::inapplicable;
      if (!seen) results[i].allowed = task.allowed;
      const std::scoped_lock lock{reporting};
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

void note_proven(const ServerResult& result, const Suite& suite, Proof& proof) {
  // A variant that has violations at should level shows that the suite sees them.
  if (result.server.kind == ServerKind::variant)
    proof.proven_requirements.insert(result.should_found.begin(), result.should_found.end());
  if (result.server.kind != ServerKind::fault) return;
  for (const auto& [requirement, cases] : result.found) proof.proven_requirements.insert(requirement);
  proof.proven_cases.insert(result.proven.begin(), result.proven.end());
  for (const std::string& id : result.cited) {
    const Requirement* requirement = suite.rules.find(id);
    if (requirement != nullptr && requirement->area == result.server.what.area) proof.proven_requirements.insert(id);
  }
}

// What the fault of this number may still prove: cases that no fault made fail yet, and those that name a requirement
// which no fault violated yet. One instance of each, another one for each fault.
Plan left_to_prove(const Proof& proof, std::size_t number, const Suite& suite, const std::string& version) {
  const auto plan = make_plan(suite, {.version = version, .selectors = {}});
  const std::vector<std::string> requirements = unproven_requirements(proof, suite);
  std::map<std::string, std::vector<const Case*>> instances;
  for (const Case* test_case : plan->cases) {
    const std::string name = case_name(test_case->id);
    const std::set<std::string> cited = cited_by(*test_case);
    const bool left = !proof.proven_cases.contains(name) ||
                      std::ranges::any_of(requirements, [&](const std::string& id) { return cited.contains(id); });
    if (left) instances[name].push_back(test_case);
  }
  std::set<const Case*> chosen;
  for (const auto& [name, all] : instances) chosen.insert(all[number % all.size()]);
  Plan left{.cases = plan->cases, .total = plan->total};
  std::erase_if(left.cases, [&](const Case* test_case) { return !chosen.contains(test_case); });
  return left;
}

// A fault's own rounds end when it is found; what is unproven after them all meets the faults once more.
void prove_what_is_left(const std::vector<ServerUnderProof>& servers, const Suite& suite, const ProofOptions& options,
                        const std::stop_token& stop, const ProofListener& listener, Proof& proof) {
  Queue queue{servers.size(), stop};
  std::mutex noting;
  const auto work = [&] {
    for (std::size_t i = queue.take(); i < servers.size(); i = queue.take()) {
      if (servers[i].kind != ServerKind::fault || servers[i].is_null_server()) continue;
      std::unique_lock lock{noting};
      const Plan left = left_to_prove(proof, i, suite, servers[i].api_version);
      if (listener.left) listener.left(left);
      lock.unlock();
      if (left.cases.empty()) return;
      Trial trial{servers[i], suite, options};
      const ServerResult result = judge_server(servers[i], trial.run(left, stop), suite);
      lock.lock();
      note_proven(result, suite, proof);
    }
  };
  std::vector<std::jthread> workers;
  for (unsigned i = 0; i < std::max(1U, options.jobs); ++i) workers.emplace_back(work);
}

std::vector<ServerUnderProof> must_faults(const ProofOptions& options) {
  std::vector<ServerUnderProof> servers = servers_of(options);
  std::erase_if(servers, [](const ServerUnderProof& server) {
    return server.kind != ServerKind::fault || server.what.level != to_string(Level::must);
  });
  return servers;
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
         std::ranges::all_of(results, [](const ServerResult& result) { return result.wrong.empty(); }) &&
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

std::vector<ServerUnderProof> servers_of(const ProofOptions& options) {
  std::vector<ServerUnderProof> servers;
  if (!options.servers) return servers;
  const auto add = [&](ServerKind kind, const std::vector<reference::FaultInfo>& infos) {
    for (const reference::FaultInfo& info : infos) {
      if (selected(info.name, options))
        servers.push_back({.kind = kind, .what = info, .api_version = options.api_version});
    }
  };
  for (const std::string_view version : api_versions) {
    reference::FaultInfo healthy;
    healthy.name = "healthy-" + std::string{version};
    if (selected(healthy.name, options))
      servers.push_back({.kind = ServerKind::healthy, .what = healthy, .api_version = std::string{version}});
  }
  add(ServerKind::variant, reference::variants());
  add(ServerKind::fault, reference::faults());
  return servers;
}

SmokeProof prove_smoke(const Suite& suite, const ProofOptions& options, const std::stop_token& stop,
                       const std::function<void()>& on_fault) {
  SmokeProof proof;
  const auto plan = make_plan(suite, {.version = options.api_version, .smoke = true});
  if (!plan) return proof;
  const std::vector<ServerUnderProof> servers = must_faults(options);
  std::vector<char> found(servers.size());
  Queue queue{servers.size(), stop};
  std::mutex reporting;
  const auto work = [&] {
    for (std::size_t i = queue.take(); i < servers.size(); i = queue.take()) {
      Trial trial{servers[i], suite, options};
      found[i] = judge_server(servers[i], trial.run(*plan, stop), suite).found.empty() ? 0 : 1;
      const std::scoped_lock lock{reporting};
      if (on_fault) on_fault();
    }
  };
  {
    std::vector<std::jthread> workers;
    for (unsigned i = 0; i < std::max(1U, options.jobs); ++i) workers.emplace_back(work);
  }
  proof.cases = plan->cases.size();
  proof.faults = servers.size();
  for (std::size_t i = 0; i < servers.size(); ++i) {
    if (found[i] == 0) proof.missed.push_back(servers[i].what.name);
  }
  return proof;
}

Proof prove(const Suite& suite, const ProofOptions& options, const std::stop_token& stop,
            const ProofListener& listener) {
  const auto begun = std::chrono::steady_clock::now();
  Proof proof;
  proof.whole = options.names.empty() && options.servers && options.mutations;
  for (const Case& test_case : suite.cases) proof.cases.insert(case_name(test_case.id));
  const std::vector<ServerUnderProof> servers = servers_of(options);
  prove_servers(servers, suite, options, stop, listener, proof);
  for (const ServerResult& result : proof.results) note_proven(result, suite, proof);
  if (proof.whole) prove_what_is_left(servers, suite, options, stop, listener, proof);
  if (options.mutations) prove_mutations(suite, options, stop, listener, proof);
  if (proof.whole) proof.unused_reasons = unused_reasons(proof, suite);
  proof.took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begun);
  return proof;
}

}  // namespace conform
