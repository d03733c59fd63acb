#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <map>
#include <set>
#include <utility>

#include "base/suggest.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/list_json.hpp"
#include "cli/suite_document.hpp"
#include "load/value_coverage.hpp"
#include "plan/plan.hpp"
#include "reference/catalogue.hpp"
#include "reports/text.hpp"
#include "session/selection.hpp"

namespace conform {
namespace {

/// Which of some names the selectors ask for: those that begin with one or match it as a glob; all, when there is none.
class NameFilter {
 public:
  explicit NameFilter(const std::vector<std::string>& selectors) : selectors_{selectors}, used_(selectors.size()) {}

  [[nodiscard]] bool wants(const std::string& name) {
    known_.push_back(name);
    bool wanted = selectors_.empty();
    for (std::size_t i = 0; i < selectors_.size(); ++i) {
      if (!matches_name(selectors_[i], name)) continue;
      used_[i] = true;
      wanted = true;
    }
    return wanted;
  }

  /// Selectors that no name fitted, each a problem.
  [[nodiscard]] Diagnostics unused(const std::string& what) const {
    Diagnostics diagnostics;
    for (std::size_t i = 0; i < selectors_.size(); ++i) {
      if (used_[i]) continue;
      std::string hint = did_you_mean(selectors_[i], known_);
      if (hint.empty()) hint = "\"conform list " + what + "\" lists all of them";
      diagnostics.push_back(
          Diagnostic::about_flag("\"" + selectors_[i] + "\" selects none of the " + what, std::move(hint)));
    }
    return diagnostics;
  }

 private:
  const std::vector<std::string>& selectors_;
  std::vector<bool> used_;
  std::vector<std::string> known_;
};

bool is_for_version(const std::vector<std::string>& versions, const std::string& wanted) {
  return wanted.empty() ||
         std::ranges::any_of(versions, [&](const std::string& version) { return version == "*" || version == wanted; });
}

ExitCode list_behaviours(const ListCommand& command) {
  NameFilter filter{command.selectors};
  std::vector<reference::FaultInfo> chosen;
  for (const reference::FaultInfo& info : command.what == "faults" ? reference::faults() : reference::variants()) {
    if (filter.wants(info.name)) chosen.push_back(info);
  }
  if (const Diagnostics unused = filter.unused(command.what); !unused.empty()) return print_diagnostics(unused);
  if (command.json) {
    std::cout << behaviours_json(command.what, chosen);
    return ExitCode::good;
  }
  for (const reference::FaultInfo& info : chosen) {
    std::cout << fmt::format("{}  [area {}, {}{}]\n    {}\n    {}\n", info.name, info.area, info.level,
                             info.operation.empty() ? "" : ", " + info.operation, info.description,
                             info.requirement_hint);
  }
  std::cerr << counted(chosen.size(), "entry", "entries") << '\n';
  return ExitCode::good;
}

// The cases of one version, or of all of them; a selector may be about some versions only.
Result<std::vector<const Case*>> chosen_cases(const Suite& suite, const ListCommand& command) {
  std::map<std::string_view, const Case*> cases;
  Diagnostics last;
  for (const Contract& contract : suite.contracts) {
    if (!command.api_version.empty() && contract.version != command.api_version) continue;
    const auto plan = plan_for(suite, contract.version, command.selectors, command.selection);
    if (!plan) {
      last = plan.error();
      continue;
    }
    for (const Case* test_case : plan->cases) cases.emplace(test_case->id, test_case);
  }
  if (cases.empty()) return tl::unexpected{std::move(last)};
  std::vector<const Case*> chosen;
  for (const auto& [id, test_case] : cases) chosen.push_back(test_case);
  return chosen;
}

ExitCode list_cases(const Suite& suite, const ListCommand& command) {
  const auto cases = chosen_cases(suite, command);
  if (!cases) return print_diagnostics(cases.error());
  if (command.json) {
    std::cout << cases_json(*cases, suite);
    return ExitCode::good;
  }
  for (const Case* test_case : *cases) std::cout << printable_line(test_case->id) << '\n';
  std::cerr << counted(cases->size(), "case instance", "case instances") << '\n';
  return ExitCode::good;
}

ExitCode list_tags(const Suite& suite, const ListCommand& command) {
  std::map<std::string, std::size_t> counts;
  for (const Case& test_case : suite.cases) {
    if (!is_for_version(test_case.versions, command.api_version)) continue;
    for (const std::string& tag : test_case.tags) ++counts[tag];
  }
  NameFilter filter{command.selectors};
  TagCounts tags;
  for (const auto& [tag, count] : counts) {
    if (filter.wants(tag)) tags.emplace_back(tag, count);
  }
  if (const Diagnostics unused = filter.unused("tags"); !unused.empty()) return print_diagnostics(unused);
  if (command.json) {
    std::cout << tags_json(tags);
    return ExitCode::good;
  }
  for (const auto& [tag, count] : tags)
    std::cout << printable_line(tag) << "  " << counted(count, "case", "cases") << '\n';
  return ExitCode::good;
}

void print_requirements(const std::vector<const Requirement*>& requirements, const Suite& suite) {
  std::map<std::string, std::size_t, std::less<>> cases;
  for (const Case& test_case : suite.cases) {
    for (const std::string& id : test_case.requirements) ++cases[id];
  }
  for (const Requirement* requirement : requirements) {
    const std::string how = !requirement->untestable.empty()
                                ? "not testable from outside"
                                : std::to_string(cases[requirement->id]) + " cases" +
                                      (requirement->rules.empty() ? "" : ", and on every exchange");
    std::cout << printable(fmt::format("{}  [area {}, {}; {}]\n    {}\n", requirement->id, requirement->area,
                                       to_string(requirement->level), how, requirement->statement));
  }
}

ExitCode list_requirements(const Suite& suite, const ListCommand& command) {
  NameFilter filter{command.selectors};
  std::vector<const Requirement*> chosen;
  for (const Requirement& requirement : suite.rules.requirements()) {
    if (is_for_version(requirement.versions, command.api_version) && filter.wants(requirement.id))
      chosen.push_back(&requirement);
  }
  if (const Diagnostics unused = filter.unused("requirements"); !unused.empty()) return print_diagnostics(unused);
  if (command.json) {
    std::cout << requirements_json(chosen, suite);
  } else {
    print_requirements(chosen, suite);
  }
  return ExitCode::good;
}

// Versions that have an operation alike are listed together.
std::vector<ListedOperation> operations_of(const Suite& suite, const ListCommand& command, NameFilter& filter) {
  std::vector<ListedOperation> all;
  for (const Contract& contract : suite.contracts) {
    if (!command.api_version.empty() && contract.version != command.api_version) continue;
    for (const Operation& operation : contract.operations) {
      if (!filter.wants(operation.id)) continue;
      const auto same = std::ranges::find_if(all, [&](const ListedOperation& one) {
        const auto statuses = [](const Operation& of) {
          std::vector<int> list;
          for (const auto& [status, response] : of.responses) list.push_back(status);
          return list;
        };
        return one.operation->id == operation.id && one.operation->method == operation.method &&
               one.operation->path == operation.path && statuses(*one.operation) == statuses(operation);
      });
      if (same == all.end()) {
        all.push_back({.operation = &operation, .versions = {contract.version}});
      } else {
        same->versions.push_back(contract.version);
      }
    }
  }
  return all;
}

ExitCode list_operations(const Suite& suite, const ListCommand& command) {
  NameFilter filter{command.selectors};
  const auto operations = operations_of(suite, command, filter);
  if (const Diagnostics unused = filter.unused("operations"); !unused.empty()) return print_diagnostics(unused);
  if (command.json) {
    std::cout << operations_json(operations);
    return ExitCode::good;
  }
  for (const ListedOperation& one : operations) {
    std::string statuses;
    for (const auto& [status, response] : one.operation->responses) statuses += " " + std::to_string(status);
    std::cout << fmt::format("{:<18} {:<6} {:<17}{}\n    {}\n", one.operation->id, one.operation->method,
                             one.operation->path, statuses, fmt::join(one.versions, ", "));
  }
  return ExitCode::good;
}

ExitCode list_coverage(const Suite& suite, const ListCommand& command) {
  NameFilter filter{command.selectors};
  std::set<std::string> wanted;
  for (const Operation& operation : suite.contracts.back().operations) {
    if (filter.wants(operation.id)) wanted.insert(operation.id);
  }
  if (const Diagnostics unused = filter.unused("operations"); !unused.empty()) return print_diagnostics(unused);
  if (!command.json) {
    std::cout << coverage_markdown(suite, wanted);
    return ExitCode::good;
  }
  std::vector<ListedCoverage> coverage = coverage_of(suite);
  std::erase_if(coverage, [&](const ListedCoverage& one) {
    return !wanted.contains(one.operation) || !(command.api_version.empty() || one.version == command.api_version);
  });
  std::cout << coverage_json(coverage);
  return ExitCode::good;
}

}  // namespace

ExitCode list_command(const ListCommand& command, const std::string& suite_folder) {
  if (command.what != "cases" && !is_selectors_alone(command.selection)) {
    return print_diagnostics({Diagnostic::about_flag(
        "--and, --skip, --smoke, --read-only and --failed-in are for cases", "conform list cases")});
  }
  if (command.what == "faults" || command.what == "variants") return list_behaviours(command);
  const auto suite = open_suite(suite_folder);
  if (!suite) return print_diagnostics(suite.error());
  if (command.what == "coverage" && command.values) {
    std::cout << value_coverage_markdown(
        *suite, command.api_version.empty() ? suite->contracts.back().version : command.api_version);
    return ExitCode::good;
  }
  if (command.what == "coverage") return list_coverage(*suite, command);
  if (command.what == "operations") return list_operations(*suite, command);
  if (command.what == "tags") return list_tags(*suite, command);
  if (command.what != "requirements") return list_cases(*suite, command);
  if (!command.markdown) return list_requirements(*suite, command);
  std::cout << requirements_markdown(*suite);
  return ExitCode::good;
}

}  // namespace conform
