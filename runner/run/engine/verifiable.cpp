#include "run/engine/verifiable.hpp"

#include <algorithm>
#include <functional>
#include <set>
#include <utility>

#include "run/engine/target_settings.hpp"
#include "suite/names.hpp"
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

/// The requirements among `musts` that are left when only some cases are run.
template <class Runs>
std::size_t verified_by(const std::vector<const Case*>& cases, const std::vector<const Requirement*>& musts,
                        const Runs& runs) {
  std::set<std::string_view> named;
  for (const Case* test_case : cases) {
    if (runs(*test_case)) named.insert(test_case->requirements.begin(), test_case->requirements.end());
  }
  return static_cast<std::size_t>(std::ranges::count_if(musts, [&](const Requirement* requirement) {
    return !requirement->rules.empty() || named.contains(requirement->id);
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

}  // namespace conform
