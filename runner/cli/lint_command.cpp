#include <iostream>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/json_output.hpp"
#include "explore/explore_table.hpp"
#include "load/lint.hpp"

namespace conform {
namespace {

using nlohmann::json;

json problems_json(const Diagnostics& diagnostics) {
  json problems = json::array();
  for (const Diagnostic& diagnostic : diagnostics) {
    problems.push_back({{"file", diagnostic.file},
                        {"line", diagnostic.line},
                        {"pointer", diagnostic.pointer},
                        {"message", diagnostic.message},
                        {"hint", diagnostic.hint}});
  }
  return problems;
}

// `suite` null: it could not be loaded.
ExitCode print_lint_json(const Suite* suite, const Diagnostics& diagnostics) {
  json document = {{"format", output_format}, {"problems", problems_json(diagnostics)}};
  if (suite != nullptr) {
    document["cases"] = suite->cases.size();
    document["requirements"] = suite->rules.requirements().size();
    document["versions"] = suite->contracts.size();
  }
  std::cout << json_output(document);
  return diagnostics.empty() ? ExitCode::good : ExitCode::unusable_input;
}

Diagnostics problems_of(const Suite& suite) {
  Diagnostics diagnostics = lint(suite);
  if (const auto table = load_explore_table(suite); !table)
    diagnostics.insert(diagnostics.end(), table.error().begin(), table.error().end());
  return diagnostics;
}

}  // namespace

ExitCode lint_command(const LintCommand& command, const std::string& suite_folder) {
  const auto suite = open_suite(suite_folder);
  const Diagnostics diagnostics = suite ? problems_of(*suite) : suite.error();
  if (command.json) return print_lint_json(suite ? &*suite : nullptr, diagnostics);
  if (!diagnostics.empty()) return print_diagnostics(diagnostics);
  std::cout << suite->cases.size() << " case instances, " << suite->rules.requirements().size() << " requirements, "
            << suite->contracts.size() << " versions: no problems\n";
  return ExitCode::good;
}

}  // namespace conform
