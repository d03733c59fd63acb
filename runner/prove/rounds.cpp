#include "prove/rounds.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "prove/proof_tables.hpp"

namespace conform {
namespace {

// One case in so many shows what every response shows: 24 is a hundred cases of today's suite.
constexpr std::size_t sampled = 24;

bool is_about(const Case& test_case, const reference::FaultInfo& fault, const Suite& suite) {
  return std::ranges::any_of(cited_by(test_case), [&](const std::string& id) {
    const Requirement* requirement = suite.rules.find(id);
    return requirement != nullptr && speaks_for(*requirement, fault);
  });
}

}  // namespace

// What is found speaks for a fault when the requirement is of the fault's area and about its operation: that of the
// finding, or one that the case is there for (a denied request that was executed is found by a rule for all
// refusals).
bool speaks_for(const Requirement& requirement, const reference::FaultInfo& fault) {
  // A read that shows something else is found as a write that did not take hold.
  const bool reads = fault.operation.starts_with("get");
  const bool about = fault.operation.empty() || reads || requirement.operations.empty() ||
                     std::ranges::find(requirement.operations, fault.operation) != requirement.operations.end();
  return requirement.area == fault.area && about;
}

std::vector<Plan> rounds_of(const ServerUnderProof& server, const Plan& plan, const Suite& suite) {
  // What passes against a server that responds to everything in one way is a statement of its own.
  const bool whole = server.kind != ServerKind::fault || server.is_null_server();
  if (whole) return {plan};
  std::vector<Plan> rounds(3, Plan{.cases = {}, .total = plan.total});
  std::size_t others = 0;
  for (const Case* test_case : plan.cases) {
    const std::size_t round = is_about(*test_case, server.what, suite) ? 0 : others++ % sampled == 0 ? 1 : 2;
    rounds[round].cases.push_back(test_case);
  }
  std::erase_if(rounds, [](const Plan& round) { return round.cases.empty(); });
  return rounds;
}

}  // namespace conform
