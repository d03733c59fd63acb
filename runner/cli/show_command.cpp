#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "base/ascii.hpp"
#include "base/suggest.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/json_output.hpp"
#include "cli/list_json.hpp"
#include "plan/plan.hpp"
#include "prove/rehearsal.hpp"
#include "reports/text.hpp"

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

/// What an id names.
struct Shown {
  std::string id;
  const Requirement* requirement = nullptr;
  const NamedAlternatives* alternatives = nullptr;
  std::vector<const Case*> cases;  ///< instances, of one version
  std::string version;
};

Diagnostics unknown_id(const std::string& id, const Suite& suite) {
  std::vector<std::string> known;
  for (const Requirement& requirement : suite.rules.requirements()) known.push_back(requirement.id);
  for (const Case& test_case : suite.cases) known.push_back(test_case.id.substr(0, test_case.id.find('[')));
  for (const auto& [name, alternatives] : suite.alternatives) known.push_back(name);
  std::string hint = did_you_mean(id, known);
  if (hint.empty()) hint = "\"conform list cases\" and \"conform list requirements\" list them";
  return {Diagnostic::about_flag("no case and no requirement is called \"" + id + "\"", std::move(hint))};
}

Result<Shown> find_shown(const ShowCommand& command, const Suite& suite) {
  Shown shown;
  shown.id = suite.aliases.case_id(suite.aliases.requirement_id(command.id));
  shown.requirement = suite.rules.find(shown.id);
  if (shown.requirement == nullptr) shown.requirement = suite.rules.find(upper(shown.id));
  if (shown.requirement != nullptr) return shown;
  if (const auto named = suite.alternatives.find(shown.id); named != suite.alternatives.end()) {
    shown.alternatives = &named->second;
    return shown;
  }
  for (const Case& test_case : suite.cases) {
    if (test_case.id == shown.id || test_case.id.starts_with(shown.id + "[")) shown.cases.push_back(&test_case);
  }
  if (shown.cases.empty()) return tl::unexpected{unknown_id(shown.id, suite)};
  shown.version = command.api_version.empty() ? shown.cases.front()->versions.back() : command.api_version;
  std::erase_if(shown.cases, [&](const Case* test_case) {
    return std::ranges::find(test_case->versions, shown.version) == test_case->versions.end();
  });
  if (!shown.cases.empty()) return shown;
  return refused(
      Diagnostic::about_flag(shown.id + " is not a case of version " + shown.version, "leave --api-version out"));
}

Rehearsal requests_of(const Shown& shown, const Suite& suite) {
  Plan plan;
  plan.cases = shown.cases;
  return rehearse(suite, plan, example_target(shown.version), {.seed = 1, .suite_version = CONFORM_VERSION});
}

void show_cases(const Shown& shown, const Suite& suite, std::ostream& out) {
  const Case& first = *shown.cases.front();
  out << fmt::format("{}\n  {}\n  file: {}:{}\n  versions: {}\n", shown.id, first.about, first.file, first.line,
                     joined(first.versions));
  for (const std::string& cited : first.requirements) {
    const Requirement* requirement = suite.rules.find(cited);
    out << fmt::format("  requirement {} ({}): {}\n", cited, to_string(requirement->level), requirement->statement);
    for (const Source& source : requirement->sources)
      out << fmt::format("    {} ({})\n", describe(source), names_of(source.documents));
  }
  show_alternatives(first, suite, out);
  out << fmt::format("  {} instance{}\n\n", shown.cases.size(), shown.cases.size() == 1 ? "" : "s");
  out << rehearsal_text(requests_of(shown, suite));
}

nlohmann::json instances_json(const Rehearsal& rehearsal) {
  nlohmann::json instances = nlohmann::json::array();
  for (const RehearsedCase& one : rehearsal.cases) {
    nlohmann::json requests = nlohmann::json::array();
    for (const RehearsedRequest& request : one.requests)
      requests.push_back({{"purpose", request.purpose}, {"actor", request.actor}, {"curl", request.curl}});
    instances.push_back({{"id", one.test_case->id}, {"requests", std::move(requests)}, {"notRun", one.skipped}});
  }
  return instances;
}

// Cases that name a requirement, or accept a list of alternatives, without their matrix.
std::set<std::string> cases_of(const Shown& shown, const Suite& suite) {
  std::set<std::string> names;
  for (const Case& test_case : suite.cases) {
    const bool named =
        shown.requirement != nullptr
            ? std::ranges::find(test_case.requirements, shown.requirement->id) != test_case.requirements.end()
            : std::ranges::any_of(test_case.steps, [&](const Step& step) { return step.expect.named == shown.id; });
    if (named) names.insert(test_case.id.substr(0, test_case.id.find('[')));
  }
  return names;
}

std::string shown_json(const Shown& shown, const Suite& suite) {
  nlohmann::json document = {{"format", output_format}, {"id", shown.id}};
  if (shown.requirement != nullptr) {
    const Requirement& requirement = *shown.requirement;
    document["id"] = requirement.id;
    document["requirement"] = {{"level", to_string(requirement.level)},
                               {"statement", requirement.statement},
                               {"sources", sources_json(requirement)},
                               {"untestable", requirement.untestable},
                               {"cases", cases_of(shown, suite)}};
  } else if (shown.alternatives != nullptr) {
    document["alternatives"] = {{"about", shown.alternatives->about}, {"cases", cases_of(shown, suite)}};
  } else {
    const Case& first = *shown.cases.front();
    document["case"] = {{"about", first.about},
                        {"file", first.file},
                        {"line", first.line},
                        {"version", shown.version},
                        {"versions", first.versions},
                        {"requirements", first.requirements},
                        {"instances", instances_json(requests_of(shown, suite))}};
  }
  return json_output(document);
}

}  // namespace

ExitCode show_command(const ShowCommand& command, const std::string& suite_folder) {
  const auto suite = open_suite(suite_folder);
  if (!suite) return print_diagnostics(suite.error());
  const auto shown = find_shown(command, *suite);
  if (!shown) return print_diagnostics(shown.error());
  if (command.json) {
    std::cout << shown_json(*shown, *suite);
    return ExitCode::good;
  }
  // Of the files of the suite, which may be of others.
  std::ostringstream out;
  if (shown->id != command.id) out << fmt::format("{} is now called {}.\n\n", command.id, shown->id);
  if (shown->requirement != nullptr) {
    show_requirement(*shown->requirement, *suite, out);
  } else if (shown->alternatives != nullptr) {
    show_named_alternatives(shown->id, *shown->alternatives, *suite, out);
  } else {
    show_cases(*shown, *suite, out);
  }
  std::cout << printable(out.str());
  return ExitCode::good;
}

}  // namespace conform
