#include "prove/mutation_proof.hpp"

#include <algorithm>
#include <utility>

#include "plan/plan.hpp"
#include "prove/direct_transport.hpp"
#include "prove/own_clock.hpp"
#include "prove/prove.hpp"
#include "prove/server_target.hpp"
#include "prove/watched_transport.hpp"
#include "run/engine/engine.hpp"

namespace conform {
namespace {

reference::Options healthy(const std::string& api_version) {
  reference::Options options;
  options.api_version = api_version;
  return options;
}

// One worker, so that the same case comes first every time; should-level findings count as noticing.
RunOptions until_noticed() {
  RunOptions options{.jobs = 1, .fail_on = Level::should, .seed = 1, .max_failures = 1, .suite_version = {}};
  options.clock = std::make_shared<OwnClock>();
  return options;
}

}  // namespace

std::map<ResponseKind, Surveyed> survey_responses(const Suite& suite, const std::string& api_version,
                                                  const std::stop_token& stop) {
  reference::Server server{healthy(api_version)};
  const Target target = target_of(server, api_version);
  const Contract& contract = *suite.contract(api_version);
  const auto plan = make_plan(suite, {.version = api_version, .selectors = {}});
  std::map<std::string_view, const Case*> by_id;
  for (const Case* test_case : plan->cases) by_id.emplace(test_case->id, test_case);

  std::map<ResponseKind, Surveyed> found;
  const Case* current = nullptr;
  const Watch watch = [&](const Request& request, ResponseOrError& response_or_error) {
    const Operation* operation = contract.find(request.method, request.target);
    const auto* response = std::get_if<Response>(&response_or_error);
    if (current == nullptr || operation == nullptr || response == nullptr) return;
    Surveyed& surveyed = found[{.operation = operation->id, .status = response->status}];
    note_shape(*operation, *response, surveyed.shape);
    if (surveyed.cases.empty() || surveyed.cases.back() != current) surveyed.cases.push_back(current);
  };
  const TransportOptions transport = transport_options(target);
  RunOptions options = until_noticed();
  options.max_failures = 0;
  // The record says nothing new: that the healthy server has no finding is proven with the other subjects.
  [[maybe_unused]] const RunResult result =
      run_plan(suite, *plan, target, options,
               [&] { return make_watched_transport(make_direct_transport(server, transport), watch); }, stop,
               {.started = [&](std::string_view id) { current = by_id.at(id); }, .finished = {}});
  return found;
}

std::vector<const Case*> Surveyed::spread() const {
  constexpr std::size_t most = 100;
  std::vector<const Case*> of_each_name;
  for (const Case* test_case : cases) {
    if (of_each_name.empty() || case_name(of_each_name.back()->id) != case_name(test_case->id))
      of_each_name.push_back(test_case);
  }
  const std::size_t stride = of_each_name.size() / most + 1;
  std::vector<const Case*> chosen;
  for (std::size_t i = 0; i < of_each_name.size(); i += stride) chosen.push_back(of_each_name[i]);
  return chosen;
}

struct MutationBench::State {
  State(const Suite& the_suite, const std::string& api_version)
      : suite{the_suite},
        contract{*the_suite.contract(api_version)},
        server{healthy(api_version)},
        target{target_of(server, api_version)},
        transport{transport_options(target)} {}

  const Suite& suite;
  const Contract& contract;
  reference::Server server;
  Target target;
  TransportOptions transport;
};

MutationBench::MutationBench(const Suite& suite, const std::string& api_version)
    : state_{std::make_unique<State>(suite, api_version)} {}
MutationBench::~MutationBench() = default;

MutationResult MutationBench::try_out(const Mutation& mutation, std::vector<const Case*> cases,
                                      const std::stop_token& stop) {
  State& s = *state_;
  bool applied = false;
  const Watch watch = [&](const Request& request, ResponseOrError& response_or_error) {
    const Operation* operation = s.contract.find(request.method, request.target);
    const auto* response = std::get_if<Response>(&response_or_error);
    if (operation == nullptr || response == nullptr) return;
    if (operation->id != mutation.kind.operation || response->status != mutation.kind.status) return;
    applied = mutate(mutation, response_or_error) || applied;
  };
  const std::size_t count = cases.size();
  const Plan plan{.cases = std::move(cases), .total = count};
  const RunResult run_result =
      run_plan(s.suite, plan, s.target, until_noticed(),
               [&] { return make_watched_transport(make_direct_transport(s.server, s.transport), watch); }, stop, {});
  MutationResult result{
      .mutation = mutation, .fate = MutationFate::inapplicable, .requirement = {}, .seen_by = {}, .allowed = {}};
  if (!applied) return result;
  result.fate = run_result.totals.errored > 0 ? MutationFate::undecided : MutationFate::unnoticed;
  for (const Verdict& verdict : run_result.verdicts) {
    const auto finding =
        std::ranges::find_if(verdict.findings, [](const Finding& one) { return fails_at(one.level, Level::should); });
    if (finding == verdict.findings.end()) continue;
    result.fate = MutationFate::noticed;
    result.requirement = finding->requirement;
    result.seen_by = verdict.id;
    break;
  }
  return result;
}

}  // namespace conform
