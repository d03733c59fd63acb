#include "prove/explore_proof.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include "explore/case_files.hpp"
#include "explore/exploration.hpp"
#include "explore/investigation.hpp"
#include "explore/limits.hpp"
#include "prove/proof_tables.hpp"
#include "prove/trial.hpp"

namespace conform {
namespace {

// Areas whose faults show in what becomes of records.
bool is_of_state(const reference::FaultInfo& fault) {
  return fault.level == "must" && ((fault.area >= 4 && fault.area <= 7) || fault.area == 15) && !fault.on_the_wire;
}

std::vector<ServerUnderProof> servers_to_explore(const ExploreProofOptions& options) {
  ProofOptions selection;
  selection.names = options.names;
  selection.api_version = options.api_version;
  std::vector<ServerUnderProof> servers = servers_of(selection);
  if (!options.names.empty()) return servers;
  std::erase_if(servers, [](const ServerUnderProof& server) {
    return server.is_null_server() || (server.kind == ServerKind::fault && !is_of_state(server.what));
  });
  for (const reference::FaultInfo& fault : reference::faults()) {
    if (fault.by_sequences)
      servers.push_back({.kind = ServerKind::fault, .what = fault, .api_version = options.api_version});
  }
  return servers;
}

// What a conforming server is known to violate by design is not a false alarm.
bool is_expected(const Explored& explored, const Finding& finding) {
  const ExpectedViolations* expected = expected_violations_of(explored.server.what.name);
  return explored.server.kind != ServerKind::fault && expected != nullptr &&
         expected->must.contains(finding.requirement);
}

void count(const RunResult& result, Explored& explored) {
  constexpr std::size_t most_messages = 3;
  for (const Verdict& verdict : result.verdicts) {
    if (verdict.outcome.kind == OutcomeKind::skipped) continue;
    ++explored.sequences;
    if (verdict.outcome.kind == OutcomeKind::errored) {
      ++explored.errored;
      if (explored.messages.size() < most_messages) explored.messages.push_back(verdict.outcome.reason);
    }
    for (const Finding& finding : verdict.findings) {
      if (finding.level != Level::must || is_expected(explored, finding)) continue;
      explored.found = true;
      if (explored.messages.size() < most_messages)
        explored.messages.push_back(verdict.id + ": " + finding.requirement + " at " + finding.where + ": " +
                                    finding.message);
    }
  }
}

Result<Explored> explore_one(const ServerUnderProof& server, std::uint64_t seed, const Suite& suite,
                             const ExploreTable& table, const ExploreProofOptions& options,
                             const std::stop_token& stop) {
  Explored explored;
  explored.server = server;
  explored.seed = seed;
  Trial trial{server, suite, options.suite_version};
  auto planned = plan_exploration(suite, table, limits_of(suite, trial.target(), true), seed, options.requests);
  if (!planned) return tl::unexpected{planned.error()};
  Plan plan;
  for (const Case& sequence : planned->cases) plan.cases.push_back(&sequence);
  plan.total = plan.cases.size();
  const bool is_fault = server.kind == ServerKind::fault;
  Investigation investigation{suite, planned->sources};
  if (is_fault) trial.stop_after(1);
  if (is_fault && !options.write_cases.empty()) {
    trial.investigate([&](const Case& test_case, Verdict& verdict, const CarryOut& carry_out) {
      investigation.look_into(test_case, verdict, carry_out);
    });
  }
  const RunResult result = trial.run(plan, stop);
  explored.took = result.took;
  count(result, explored);
  std::vector<Discovery> found = investigation.discoveries();
  if (!found.empty()) {
    explored.steps = found.front().sequence.at("steps").size();
    const auto written = write_witness(options.write_cases, server.what.name, found.front());
    if (!written) return tl::unexpected{written.error()};
  }
  return explored;
}

}  // namespace

Result<std::vector<Explored>> prove_exploration(const Suite& suite, const ExploreProofOptions& options,
                                                const std::stop_token& stop,
                                                const std::function<void(const Explored&)>& finished) {
  const auto table = load_explore_table(suite);
  if (!table) return tl::unexpected{table.error()};
  const std::vector<ServerUnderProof> servers = servers_to_explore(options);
  const std::size_t all = servers.size() * options.seeds.size();
  std::vector<Explored> results(all);
  Diagnostics diagnostics;
  std::atomic<std::size_t> next{0};
  std::mutex reporting;
  const auto work = [&] {
    for (std::size_t i = next++; i < all && !stop.stop_requested(); i = next++) {
      auto one = explore_one(servers[i / options.seeds.size()], options.seeds[i % options.seeds.size()], suite, *table,
                             options, stop);
      const std::scoped_lock lock{reporting};
      if (!one) {
        diagnostics.insert(diagnostics.end(), one.error().begin(), one.error().end());
        continue;
      }
      results[i] = std::move(*one);
      if (finished) finished(results[i]);
    }
  };
  {
    std::vector<std::jthread> workers;
    for (unsigned i = 0; i < std::max(1U, options.jobs); ++i) workers.emplace_back(work);
  }
  if (!diagnostics.empty()) return tl::unexpected{std::move(diagnostics)};
  return results;
}

}  // namespace conform
