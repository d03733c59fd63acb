#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <map>
#include <set>

#include "cli/commands.hpp"
#include "cli/suite_document.hpp"
#include "load/value_coverage.hpp"
#include "plan/plan.hpp"
#include "reference/catalogue.hpp"
#include "reports/text.hpp"

namespace conform {
namespace {

void print(const std::vector<reference::FaultInfo>& infos) {
  for (const reference::FaultInfo& info : infos) {
    std::cout << fmt::format("{}  [area {}, {}{}]\n    {}\n    {}\n", info.name, info.area, info.level,
                             info.operation.empty() ? "" : ", " + info.operation, info.description,
                             info.requirement_hint);
  }
  std::cout << infos.size() << " in all\n";
}

ExitCode print_cases(const Suite& suite, const ListCommand& command) {
  std::size_t printed = 0;
  std::set<std::string> ids;
  const std::vector<Contract>& contracts = suite.contracts;
  for (const Contract& contract : contracts) {
    if (!command.api_version.empty() && contract.version != command.api_version) continue;
    const auto plan = make_plan(suite, {.version = contract.version, .selectors = command.selectors});
    if (!plan && &contract == &contracts.back() && ids.empty()) return print_diagnostics(plan.error());
    if (!plan) continue;
    for (const Case* test_case : plan->cases) ids.insert(test_case->id);
  }
  for (const std::string& id : ids) {
    std::cout << printable_line(id) << '\n';
    ++printed;
  }
  std::cerr << printed << (printed == 1 ? " case instance\n" : " case instances\n");
  return ExitCode::good;
}

void print_requirements(const Suite& suite, const ListCommand& command) {
  std::map<std::string, std::size_t, std::less<>> cases;
  for (const Case& test_case : suite.cases) {
    for (const std::string& id : test_case.requirements) ++cases[id];
  }
  for (const Requirement& requirement : suite.rules.requirements()) {
    const bool holds =
        command.api_version.empty() || std::ranges::any_of(requirement.versions, [&](const std::string& version) {
          return version == "*" || version == command.api_version;
        });
    if (!holds) continue;
    const std::string how = !requirement.untestable.empty()
                                ? "not testable from outside"
                                : std::to_string(cases[requirement.id]) + " cases" +
                                      (requirement.rules.empty() ? "" : ", and on every exchange");
    std::cout << printable(fmt::format("{}  [area {}, {}; {}]\n    {}\n", requirement.id, requirement.area,
                                       to_string(requirement.level), how, requirement.statement));
  }
}

void print_operations(const Suite& suite, const ListCommand& command) {
  for (const Contract& contract : suite.contracts) {
    if (!command.api_version.empty() && contract.version != command.api_version) continue;
    std::cout << contract.version << '\n';
    for (const Operation& operation : contract.operations) {
      std::string statuses;
      for (const auto& [status, response] : operation.responses) statuses += " " + std::to_string(status);
      std::cout << fmt::format("  {:<18} {:<6} {:<17}{}\n", operation.id, operation.method, operation.path, statuses);
    }
  }
}

}  // namespace

ExitCode list_command(const ListCommand& command, const std::string& suite_folder) {
  if (command.what == "faults" || command.what == "variants") {
    print(command.what == "faults" ? reference::faults() : reference::variants());
    return ExitCode::good;
  }
  const auto suite = open_suite(suite_folder);
  if (!suite) return print_diagnostics(suite.error());
  if (command.what == "coverage" && command.values) {
    std::cout << value_coverage_markdown(
        *suite, command.api_version.empty() ? suite->contracts.back().version : command.api_version);
  } else if (command.what == "coverage") {
    std::cout << coverage_markdown(*suite);
  } else if (command.what == "requirements" && command.markdown) {
    std::cout << requirements_markdown(*suite);
  } else if (command.what == "requirements") {
    print_requirements(*suite, command);
  } else if (command.what == "operations") {
    print_operations(*suite, command);
  } else {
    return print_cases(*suite, command);
  }
  return ExitCode::good;
}

}  // namespace conform
