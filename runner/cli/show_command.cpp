#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "base/suggest.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "plan/plan.hpp"
#include "reports/text.hpp"
#include "run/engine/dry_run.hpp"

namespace conform {
namespace {

void show_requirement(const Requirement& requirement, const Suite& suite, std::ostream& out) {
  out << fmt::format("{}\n  {}\n  level: {}, area {}\n", requirement.id, requirement.statement,
                     to_string(requirement.level), requirement.area);
  for (const Source& source : requirement.sources) {
    out << fmt::format("  source: {}\n    {}\n", names_of(source.documents), describe(source));
    for (const Document& document : source.documents) out << fmt::format("    {}\n", document.url);
  }
  out << fmt::format("  versions: {}\n  operations: {}\n", joined(requirement.versions),
                     joined(requirement.operations));
  if (!requirement.untestable.empty()) out << "  cannot be tested from outside: " << requirement.untestable << '\n';
  if (!requirement.observation.empty())
    out << fmt::format("  interpretations of {}: {}\n", requirement.observation, joined(requirement.alternatives));
  for (const RuleBinding& rule : requirement.rules)
    out << fmt::format("  checked on every exchange by {}{}\n", rule.rule, rule.at.empty() ? "" : " at " + rule.at);
  std::size_t cases = 0;
  for (const Case& test_case : suite.cases) {
    if (std::ranges::find(test_case.requirements, requirement.id) == test_case.requirements.end()) continue;
    if (cases++ == 0) out << "  cases:\n";
    out << "    " << test_case.id << '\n';
  }
}

// "    kept: 200, merge; reported: should"
std::string alternative_line(const Alternative& alternative) {
  std::string line = "    " + alternative.name + ": " + to_string(alternative.status);
  if (alternative.effect) line += ", " + std::string{to_string(*alternative.effect)};
  if (!alternative.headers.empty() || !alternative.matches.empty()) line += ", and the response fits";
  if (alternative.deviation)
    line += fmt::format("; reported for {} ({})", alternative.deviation->requirement,
                        to_string(alternative.deviation->level));
  return line + "\n";
}

// What a case accepts where several outcomes are right, step by step.
void show_alternatives(const Case& test_case, const Suite& suite, std::ostream& out) {
  for (std::size_t i = 0; i < test_case.steps.size(); ++i) {
    const Expect& expect = test_case.steps[i].expect;
    if (expect.alternatives.front().name.empty()) continue;
    out << fmt::format("  alternatives of step {}", i + 1);
    const auto named = suite.alternatives.find(expect.named);
    if (named != suite.alternatives.end()) out << fmt::format(", {}: {}", named->first, named->second.about);
    out << (expect.observation.empty() ? "\n" : fmt::format(" (observation {})\n", expect.observation));
    for (const Alternative& alternative : expect.alternatives) out << alternative_line(alternative);
  }
}

void show_named_alternatives(const std::string& name, const NamedAlternatives& named, const Suite& suite,
                             std::ostream& out) {
  out << fmt::format("{}\n  {}\n", name, named.about);
  std::set<std::string> cases;
  for (const Case& test_case : suite.cases) {
    for (const Step& step : test_case.steps) {
      const std::string id = test_case.id.substr(0, test_case.id.find('['));
      if (step.expect.named != name || !cases.insert(id).second) continue;
      out << (cases.size() == 1 ? "  cases:\n" : "") << "    " << id << '\n';
      for (const Alternative& alternative : step.expect.alternatives) out << "  " << alternative_line(alternative);
    }
  }
}

// A target that stands for any: its values are shown in the curl lines as what they are.
Target example_target(const std::string& version) {
  Target target;
  target.name = "example";
  target.base_url = "https://user.example/user/" + version;
  target.api_version = version;
  target.users = {{.id = "6c1c2a52-8f0e-4a0e-9d0c-1f0a4b1c2d3e", .actor = "user-1"},
                  {.id = "91f0c4d2-3b7a-4c55-8a41-7e2f9b6a5c10", .actor = "user-2"}};
  int number = 0;
  for (const char* name : {"user-1", "user-2", "reader", "unlinked", "expired", "admin"}) {
    target.actors.emplace(name, Actor{.token = std::string{"token-of-"} + name,
                                      .user_id = fmt::format("0b5f0d7e-2c1d-4e1b-9a55-00000000000{}", ++number)});
  }
  return target;
}

ExitCode show_cases(const std::string& id, const std::string& wanted_version, const Suite& suite, std::ostream& out) {
  std::vector<const Case*> found;
  for (const Case& test_case : suite.cases) {
    if (test_case.id == id || test_case.id.starts_with(id + "[")) found.push_back(&test_case);
  }
  if (found.empty()) {
    std::vector<std::string> known;
    for (const Requirement& requirement : suite.rules.requirements()) known.push_back(requirement.id);
    for (const Case& test_case : suite.cases) known.push_back(test_case.id.substr(0, test_case.id.find('[')));
    for (const auto& [name, alternatives] : suite.alternatives) known.push_back(name);
    return print_diagnostics(
        {Diagnostic::about_flag("no case and no requirement is called \"" + id + "\"", did_you_mean(id, known))});
  }
  const Case& first = *found.front();
  const std::string version = wanted_version.empty() ? first.versions.back() : wanted_version;
  out << fmt::format("{}\n  {}\n  file: {}:{}\n  versions: {}\n", id, first.about, first.file, first.line,
                     joined(first.versions));
  for (const std::string& cited : first.requirements) {
    const Requirement* requirement = suite.rules.find(cited);
    out << fmt::format("  requirement {} ({}): {}\n", cited, to_string(requirement->level), requirement->statement);
    for (const Source& source : requirement->sources)
      out << fmt::format("    {} ({})\n", describe(source), names_of(source.documents));
  }
  show_alternatives(first, suite, out);
  out << fmt::format("  {} instance{}\n\n", found.size(), found.size() == 1 ? "" : "s");
  Plan plan;
  plan.cases = found;
  out << dry_run(suite, plan, example_target(version),
                 {.jobs = 1, .fail_on = Level::must, .seed = 1, .max_failures = 0, .suite_version = CONFORM_VERSION});
  return ExitCode::good;
}

}  // namespace

ExitCode show_command(const ShowCommand& command, const std::string& suite_folder) {
  const auto suite = open_suite(suite_folder);
  if (!suite) return print_diagnostics(suite.error());
  // Of the files of the suite, which may be of others.
  std::ostringstream out;
  ExitCode code = ExitCode::good;
  const std::string id = suite->aliases.case_id(suite->aliases.requirement_id(command.id));
  if (id != command.id) out << fmt::format("{} is now called {}.\n\n", command.id, id);
  if (const Requirement* requirement = suite->rules.find(id)) {
    show_requirement(*requirement, *suite, out);
  } else if (const auto named = suite->alternatives.find(id); named != suite->alternatives.end()) {
    show_named_alternatives(named->first, named->second, *suite, out);
  } else {
    code = show_cases(id, command.api_version, *suite, out);
  }
  std::cout << printable(out.str());
  return code;
}

}  // namespace conform
