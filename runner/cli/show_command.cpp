#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "cli/commands.hpp"
#include "model/suggest.hpp"
#include "plan/plan.hpp"
#include "reports/text.hpp"
#include "run/dry_run.hpp"

namespace conform {
namespace {

std::string joined(const std::vector<std::string>& list) {
  std::string text;
  for (const std::string& one : list) text += (text.empty() ? "" : ", ") + one;
  return text;
}

void show_requirement(const Requirement& requirement, const Suite& suite, std::ostream& out) {
  out << fmt::format("{}\n  {}\n  level: {}, area {}\n", requirement.id, requirement.statement,
                     to_string(requirement.level), requirement.area);
  for (const Source& source : requirement.sources) {
    out << fmt::format("  source: {}\n    {}\n", names_of(source.documents), words_of(source));
    for (const Document& document : source.documents) out << fmt::format("    {}\n", document.url);
  }
  out << fmt::format("  versions: {}\n  operations: {}\n", joined(requirement.versions),
                     joined(requirement.operations));
  if (!requirement.untestable.empty()) out << "  cannot be tested from outside: " << requirement.untestable << '\n';
  if (!requirement.observation.empty())
    out << fmt::format("  interpretations of {}: {}\n", requirement.observation, joined(requirement.readings));
  for (const RuleBinding& rule : requirement.rules)
    out << fmt::format("  checked on every exchange by {}{}\n", rule.rule, rule.at.empty() ? "" : " at " + rule.at);
  std::size_t cases = 0;
  for (const Case& one : suite.cases) {
    if (std::ranges::find(one.requirements, requirement.id) == one.requirements.end()) continue;
    if (cases++ == 0) out << "  cases:\n";
    out << "    " << one.id << '\n';
  }
}

// "    kept: 200, merge; reported: should"
std::string reading_line(const Reading& reading) {
  std::string line = "    " + reading.name + ": " + to_string(reading.status);
  if (reading.effect) line += ", " + std::string{to_string(*reading.effect)};
  if (!reading.headers.empty() || !reading.matches.empty()) line += ", and the response fits";
  if (reading.violates)
    line += fmt::format("; reported for {} ({})", reading.violates->requirement, to_string(reading.violates->level));
  return line + "\n";
}

// What a case accepts where several outcomes are right, step by step.
void show_readings(const Case& one, const Suite& suite, std::ostream& out) {
  for (std::size_t i = 0; i < one.steps.size(); ++i) {
    const Expect& expect = one.steps[i].expect;
    if (expect.readings.front().name.empty()) continue;
    out << fmt::format("  alternatives of step {}", i + 1);
    const auto named = suite.readings.find(expect.named);
    if (named != suite.readings.end()) out << fmt::format(", {}: {}", named->first, named->second.about);
    out << (expect.observation.empty() ? "\n" : fmt::format(" (observation {})\n", expect.observation));
    for (const Reading& reading : expect.readings) out << reading_line(reading);
  }
}

void show_named_readings(const std::string& name, const NamedReadings& named, const Suite& suite, std::ostream& out) {
  out << fmt::format("{}\n  {}\n", name, named.about);
  std::set<std::string> cases;
  for (const Case& one : suite.cases) {
    for (const Step& step : one.steps) {
      const std::string id = one.id.substr(0, one.id.find('['));
      if (step.expect.named != name || !cases.insert(id).second) continue;
      out << (cases.size() == 1 ? "  cases:\n" : "") << "    " << id << '\n';
      for (const Reading& reading : step.expect.readings) out << "  " << reading_line(reading);
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
  for (const Case& one : suite.cases) {
    if (one.id == id || one.id.starts_with(id + "[")) found.push_back(&one);
  }
  if (found.empty()) {
    std::vector<std::string> known;
    for (const Requirement& requirement : suite.rules.requirements()) known.push_back(requirement.id);
    for (const Case& one : suite.cases) known.push_back(one.id.substr(0, one.id.find('[')));
    for (const auto& [name, readings] : suite.readings) known.push_back(name);
    return complain({{.file = {},
                      .line = 0,
                      .pointer = {},
                      .message = "no case and no requirement is called \"" + id + "\"",
                      .hint = did_you_mean(id, known)}});
  }
  const Case& first = *found.front();
  const std::string version = wanted_version.empty() ? first.versions.back() : wanted_version;
  out << fmt::format("{}\n  {}\n  file: {}:{}\n  versions: {}\n", id, first.about, first.file, first.line,
                     joined(first.versions));
  for (const std::string& cited : first.requirements) {
    const Requirement* requirement = suite.rules.find(cited);
    out << fmt::format("  requirement {} ({}): {}\n", cited, to_string(requirement->level), requirement->statement);
    for (const Source& source : requirement->sources)
      out << fmt::format("    {} ({})\n", words_of(source), names_of(source.documents));
  }
  show_readings(first, suite, out);
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
  if (!suite) return complain(suite.error());
  // Of the files of the suite, which may be of others.
  std::ostringstream out;
  ExitCode code = ExitCode::good;
  const std::string id = suite->aliases.case_id(suite->aliases.requirement_id(command.id));
  if (id != command.id) out << fmt::format("{} is now called {}.\n\n", command.id, id);
  if (const Requirement* requirement = suite->rules.find(id)) {
    show_requirement(*requirement, *suite, out);
  } else if (const auto named = suite->readings.find(id); named != suite->readings.end()) {
    show_named_readings(named->first, named->second, *suite, out);
  } else {
    code = show_cases(id, command.api_version, *suite, out);
  }
  std::cout << printable(out.str());
  return code;
}

}  // namespace conform
