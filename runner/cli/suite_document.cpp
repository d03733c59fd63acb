#include "cli/suite_document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "model/area.hpp"

namespace conform {
namespace {

std::string comma_list(const std::vector<std::string>& list) {
  std::string text;
  for (const std::string& one : list) text += (text.empty() ? "" : ", ") + (one == "*" ? std::string{"all"} : one);
  return text;
}

// References, whose URLs stand once at the end of the page.
std::string links_to(const std::vector<Document>& documents) {
  std::string text;
  for (const Document& document : documents) text += fmt::format("{}[{}]", text.empty() ? "" : ", ", document.name);
  return text;
}

// As text: brackets, asterisks and the like of a quote are not markup.
std::string as_markdown(std::string_view words) {
  std::string text;
  for (const char c : words) {
    if (std::string_view{"[]*_`<\\"}.find(c) != std::string_view::npos) text += '\\';
    text += c;
  }
  return text;
}

std::string name_of(const Case& test_case) { return test_case.id.substr(0, test_case.id.find('[')); }

// Why nothing makes a server give that response, from the requirement that says so.
std::string reason_for(const Suite& suite, const std::string& operation, int status) {
  const std::string ending = "-" + std::to_string(status);
  for (const Requirement& requirement : suite.rules.requirements()) {
    const bool concerned = std::ranges::find(requirement.operations, operation) != requirement.operations.end();
    if (concerned && !requirement.untestable.empty() && requirement.id.ends_with(ending)) return requirement.id;
  }
  return {};
}

std::size_t cases_for(const Suite& suite, const std::string& version, const std::string& operation, int status) {
  return static_cast<std::size_t>(std::ranges::count_if(suite.cases, [&](const Case& test_case) {
    if (std::ranges::find(test_case.versions, version) == test_case.versions.end()) return false;
    return std::ranges::any_of(test_case.steps, [&](const Step& step) {
      const bool sends = std::ranges::any_of(step.sends, [&](const Send& send) { return send.operation == operation; });
      return sends && step.expect.accepted().contains(status);
    });
  }));
}

}  // namespace

std::string requirements_markdown(const Suite& suite) {
  std::map<std::string, std::map<std::string, std::size_t>> cases;  // requirement → case → instances
  for (const Case& test_case : suite.cases) {
    for (const std::string& id : cited_by(test_case)) ++cases[id][name_of(test_case)];
  }
  std::string text =
      "# Requirements\n\nGenerated from `schemas/requirements.json` and `cases/` by `conform list requirements "
      "--markdown`: change "
      "those.\n\nLevels: *must* fails a run, *should* is reported (and fails with `--fail-on should`), *observe* never "
      "fails. A source in quotation marks is quoted; otherwise it is paraphrased.\n";
  std::map<std::string, std::string> urls;
  for (int area = 1; area <= area_count; ++area) {
    text += fmt::format("\n## {}. {}\n", area, area_name(area));
    for (const Requirement& requirement : suite.rules.requirements()) {
      if (requirement.area != area) continue;
      text += fmt::format("\n### {}\n\n{}\n\n- level: {}\n- operations: {}; versions: {}\n", requirement.id,
                          requirement.statement, to_string(requirement.level), comma_list(requirement.operations),
                          comma_list(requirement.versions));
      for (const Source& source : requirement.sources) {
        text += fmt::format("- source: {}: {}\n", links_to(source.documents), as_markdown(describe(source)));
        for (const Document& document : source.documents) urls[document.name] = document.url;
      }
      if (!requirement.observation.empty()) {
        text += fmt::format("- interpretations of `{}`: {}\n", requirement.observation,
                            comma_list(requirement.alternatives));
      }
      if (!requirement.untestable.empty()) text += "- cannot be tested from outside: " + requirement.untestable + "\n";
      for (const RuleBinding& rule : requirement.rules) {
        text += fmt::format("- checked on every exchange to which it applies: `{}`{}\n", rule.rule,
                            rule.at.empty() ? "" : " at `" + rule.at + "`");
      }
      const auto found = cases.find(requirement.id);
      if (found == cases.end()) continue;
      text += "- cases:";
      for (const auto& [name, instances] : found->second) text += fmt::format(" `{}` ({})", name, instances);
      text += "\n";
    }
  }
  text += "\n";
  for (const auto& [name, url] : urls) text += fmt::format("[{}]: {}\n", name, url);
  return text;
}

std::vector<ListedCoverage> coverage_of(const Suite& suite) {
  std::vector<ListedCoverage> all;
  for (const Operation& operation : suite.contracts.back().operations) {
    for (const Contract& contract : suite.contracts) {
      const Operation* here = contract.find(operation.id);
      for (const auto& [status, response] : operation.responses) {
        const std::size_t count = here == nullptr ? 0 : cases_for(suite, contract.version, operation.id, status);
        all.push_back({.operation = operation.id,
                       .version = contract.version,
                       .status = status,
                       .cases = count,
                       .untestable = count > 0 ? std::string{} : reason_for(suite, operation.id, status)});
      }
    }
  }
  return all;
}

std::string coverage_markdown(const Suite& suite, const std::set<std::string>& operations) {
  std::string text =
      "# Coverage\n\nGenerated by `conform list coverage --markdown`. For each documented response of each operation, "
      "the number of case instances that accept this status; or the requirement that explains why it cannot be "
      "triggered from outside "
      "it.\n";
  const std::vector<ListedCoverage> coverage = coverage_of(suite);
  for (const Operation& operation : suite.contracts.back().operations) {
    if (!operations.contains(operation.id)) continue;
    text += fmt::format("\n## {} ({} {})\n\n| version |", operation.id, operation.method, operation.path);
    for (const auto& [status, response] : operation.responses) text += fmt::format(" {} |", status);
    text += "\n|---|";
    for (std::size_t i = 0; i < operation.responses.size(); ++i) text += "---|";
    std::string version;
    for (const ListedCoverage& one : coverage) {
      if (one.operation != operation.id) continue;
      if (std::exchange(version, one.version) != one.version) text += "\n| " + one.version + " |";
      text += one.cases > 0 ? fmt::format(" {} |", one.cases)
                            : fmt::format(" {} |", one.untestable.empty() ? "**none**" : one.untestable);
    }
    text += "\n";
  }
  return text;
}

}  // namespace conform
