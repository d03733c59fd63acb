#include "cli/suite_document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>

namespace conform {
namespace {

constexpr std::array<std::string_view, 16> area_names{"",
                                                      "Documented answers",
                                                      "User document",
                                                      "Error document",
                                                      "Replace (setUser)",
                                                      "Merge (updateUser)",
                                                      "Values survive",
                                                      "Attributes (setUserAttributes)",
                                                      "Authentication and rights",
                                                      "Existence",
                                                      "Accept",
                                                      "Content-Type",
                                                      "Semantic errors",
                                                      "Several errors at once",
                                                      "Robustness",
                                                      "Across requests"};

std::string joined(const std::vector<std::string>& list) {
  std::string text;
  for (const std::string& one : list) text += (text.empty() ? "" : ", ") + (one == "*" ? std::string{"all"} : one);
  return text;
}

std::string name_of(const Case& one) { return one.id.substr(0, one.id.find('[')); }

/// Which requirements a case bears on: those it names, and those that its expectations cite.
std::set<std::string> cited_by(const Case& one) {
  std::set<std::string> ids{one.requirements.begin(), one.requirements.end()};
  for (const Step& step : one.steps) {
    ids.insert(step.expect.requirement);
    for (const Reading& reading : step.expect.readings) {
      if (reading.violates) ids.insert(reading.violates->requirement);
    }
  }
  return ids;
}

// Why nothing makes a server give that answer, from the requirement that says so.
std::string reason_for(const Suite& suite, const std::string& operation, int status) {
  const std::string ending = "-" + std::to_string(status);
  for (const Requirement& requirement : suite.rules.requirements()) {
    const bool concerned = std::ranges::find(requirement.operations, operation) != requirement.operations.end();
    if (concerned && !requirement.untestable.empty() && requirement.id.ends_with(ending)) return requirement.id;
  }
  return {};
}

std::size_t cases_for(const Suite& suite, const std::string& version, const std::string& operation, int status) {
  return static_cast<std::size_t>(std::ranges::count_if(suite.cases, [&](const Case& one) {
    if (std::ranges::find(one.versions, version) == one.versions.end()) return false;
    return std::ranges::any_of(one.steps, [&](const Step& step) {
      const bool sends = std::ranges::any_of(step.sends, [&](const Send& send) { return send.operation == operation; });
      return sends && step.expect.accepted().contains(status);
    });
  }));
}

}  // namespace

std::string requirements_markdown(const Suite& suite) {
  std::map<std::string, std::map<std::string, std::size_t>> cases;  // requirement → case → instances
  for (const Case& one : suite.cases) {
    for (const std::string& id : cited_by(one)) ++cases[id][name_of(one)];
  }
  std::string text =
      "# Requirements\n\nGenerated from `schemas/requirements.json` and `cases/` by `conform list requirements "
      "--markdown`: change "
      "those.\n\nLevels: *must* fails a run, *should* is reported (and fails with `--fail-on should`), *observe* never "
      "fails.\n";
  for (int area = 1; area < static_cast<int>(area_names.size()); ++area) {
    text += fmt::format("\n## {}. {}\n", area, area_names[static_cast<std::size_t>(area)]);
    for (const Requirement& requirement : suite.rules.requirements()) {
      if (requirement.area != area) continue;
      text += fmt::format("\n### {}\n\n{}\n\n- level: {}\n- operations: {}; versions: {}\n- source: {}: “{}”\n",
                          requirement.id, requirement.statement, to_string(requirement.level),
                          joined(requirement.operations), joined(requirement.versions), requirement.document,
                          requirement.sentence);
      if (!requirement.observation.empty()) {
        text += fmt::format("- open reading `{}`: {}\n", requirement.observation, joined(requirement.readings));
      }
      if (!requirement.untestable.empty()) text += "- cannot be tested from outside: " + requirement.untestable + "\n";
      for (const RuleBinding& rule : requirement.rules) {
        text += fmt::format("- checked on every exchange that shows it: `{}`{}\n", rule.rule,
                            rule.at.empty() ? "" : " at `" + rule.at + "`");
      }
      const auto found = cases.find(requirement.id);
      if (found == cases.end()) continue;
      text += "- cases:";
      for (const auto& [name, instances] : found->second) text += fmt::format(" `{}` ({})", name, instances);
      text += "\n";
    }
  }
  return text;
}

std::string coverage_markdown(const Suite& suite) {
  std::string text =
      "# Coverage\n\nGenerated by `conform list coverage --markdown`. For each documented answer of each operation, "
      "the number of case "
      "instances that have a step which accepts it; or the requirement that says why nothing from outside can provoke "
      "it.\n";
  for (const Operation& operation : suite.contracts.back().operations) {
    text += fmt::format("\n## {} ({} {})\n\n| version |", operation.id, operation.method, operation.path);
    for (const auto& [status, answer] : operation.answers) text += fmt::format(" {} |", status);
    text += "\n|---|";
    for (std::size_t i = 0; i < operation.answers.size(); ++i) text += "---|";
    text += "\n";
    for (const Contract& contract : suite.contracts) {
      const Operation* here = contract.find(operation.id);
      text += "| " + contract.version + " |";
      for (const auto& [status, answer] : operation.answers) {
        const std::size_t count = here == nullptr ? 0 : cases_for(suite, contract.version, operation.id, status);
        const std::string reason = count > 0 ? std::string{} : reason_for(suite, operation.id, status);
        text += count > 0 ? fmt::format(" {} |", count) : fmt::format(" {} |", reason.empty() ? "**none**" : reason);
      }
      text += "\n";
    }
  }
  return text;
}

}  // namespace conform
