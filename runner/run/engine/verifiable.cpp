#include "run/engine/verifiable.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <set>
#include <utility>

#include "run/engine/target_settings.hpp"
#include "suite/names.hpp"
#include "suite/rules.hpp"
#include "target/token_text.hpp"

namespace conform {
namespace {

/// One thing that cases may need, and whether a case does.
struct Need {
  std::string what;
  bool offered = false;
  std::function<bool(const Case&)> is_needed_by;
};

std::vector<Need> needs_of_cases(const Target& target) {
  std::vector<Need> needs;
  needs.push_back({.what = "a second user",
                   .offered = target.users.size() > 1,
                   .is_needed_by = [](const Case& test_case) { return test_case.needs.users > 1; }});
  const auto special = special_actors_of(target);
  for (const std::string& name : special_actors()) {
    needs.push_back({.what = "the actor " + name,
                     .offered = special.contains(name),
                     .is_needed_by = [name](const Case& test_case) { return test_case.needs.actors.contains(name); }});
  }
  for (const std::string_view name : operation_names) {
    const std::string operation{name};
    needs.push_back({.what = operation,
                     .offered = !target.operations || target.operations->contains(operation),
                     .is_needed_by = [operation](const Case& test_case) {
                       return test_case.needs.operations.contains(operation) ||
                              (test_case.needs.reads_custom_attributes && operation == "getUserAttributes");
                     }});
  }
  const auto first = target.users.empty() ? target.actors.end() : target.actors.find(target.users.front().actor);
  needs.push_back({.what = "a token of the first user that is fixed and long enough to be altered",
                   .offered = first != target.actors.end() && can_be_altered(first->second.token),
                   .is_needed_by = [](const Case& test_case) { return test_case.needs.alters_tokens; }});
  return needs;
}

bool is_of(const std::vector<std::string>& versions, const std::string& version) {
  return std::ranges::any_of(versions, [&](const std::string& one) { return one == "*" || one == version; });
}

std::vector<const Requirement*> testable_musts(const Suite& suite, const std::string& version) {
  std::vector<const Requirement*> musts;
  for (const Requirement& requirement : suite.rules.requirements()) {
    if (requirement.level == Level::must && requirement.untestable.empty() && is_of(requirement.versions, version))
      musts.push_back(&requirement);
  }
  return musts;
}

/// Whether a case looks at what another user has after an operation of the requirement.
bool looks_at_others(const Case& test_case, const Requirement& requirement) {
  return std::ranges::any_of(test_case.steps, [&](const Step& step) {
    return (step.expect.user2_unchanged || step.expect.sender_unchanged) &&
           std::ranges::any_of(step.sends, [&](const Send& send) {
             return std::ranges::find(requirement.operations, send.operation) != requirement.operations.end();
           });
  });
}

/// Whether the checks of every exchange verify a requirement when these cases are run.
bool verified_by_rules(const Requirement& requirement, const std::vector<const Case*>& run) {
  return std::ranges::any_of(requirement.rules, [&](const RuleBinding& binding) {
    const Rule* rule = find_rule(binding.rule);
    if (rule == nullptr || rule->evidence == Evidence::none) return false;
    return rule->name != "effect.others" ||
           std::ranges::any_of(run, [&](const Case* test_case) { return looks_at_others(*test_case, requirement); });
  });
}

/// The requirements among `musts` that are left when only some cases are run.
template <class Runs>
std::size_t verified_by(const std::vector<const Case*>& cases, const std::vector<const Requirement*>& musts,
                        const Runs& runs) {
  std::vector<const Case*> run;
  std::ranges::copy_if(cases, std::back_inserter(run), [&](const Case* test_case) { return runs(*test_case); });
  std::set<std::string_view> named;
  for (const Case* test_case : run) named.insert(test_case->requirements.begin(), test_case->requirements.end());
  return static_cast<std::size_t>(std::ranges::count_if(musts, [&](const Requirement* requirement) {
    return named.contains(requirement->id) || verified_by_rules(*requirement, run);
  }));
}

}  // namespace

Verifiable verifiable_with(const Suite& suite, const Target& target) {
  std::vector<const Case*> cases;
  for (const Case& test_case : suite.cases) {
    if (is_of(test_case.versions, target.api_version)) cases.push_back(&test_case);
  }
  const auto musts = testable_musts(suite, target.api_version);
  std::vector<Need> missing = needs_of_cases(target);
  std::erase_if(missing, [](const Need& need) { return need.offered; });
  const auto runs = [&](const Case& test_case) {
    return std::ranges::none_of(missing, [&](const Need& need) { return need.is_needed_by(test_case); });
  };
  Verifiable result;
  result.all_cases = cases.size();
  result.all_requirements = musts.size();
  result.cases =
      static_cast<std::size_t>(std::ranges::count_if(cases, [&](const Case* test_case) { return runs(*test_case); }));
  result.requirements = verified_by(cases, musts, runs);
  const std::size_t with_all = verified_by(cases, musts, [](const Case&) { return true; });
  for (const Need& need : missing) {
    const auto without_it = [&](const Case& test_case) { return !need.is_needed_by(test_case); };
    const auto needing = static_cast<std::size_t>(
        std::ranges::count_if(cases, [&](const Case* test_case) { return need.is_needed_by(*test_case); }));
    if (needing == 0) continue;
    result.missing.push_back(
        {.what = need.what, .cases = needing, .requirements = with_all - verified_by(cases, musts, without_it)});
  }
  return result;
}

std::vector<std::string> lacks_of(const Target& target, const std::vector<const Case*>& cases) {
  std::vector<std::string> lacks;
  for (const Need& need : needs_of_cases(target)) {
    const auto needs_it = [&](const Case* test_case) { return need.is_needed_by(*test_case); };
    if (!need.offered && std::ranges::any_of(cases, needs_it)) lacks.push_back(need.what);
  }
  return lacks;
}

}  // namespace conform
