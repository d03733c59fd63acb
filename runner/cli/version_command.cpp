#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <set>
#include <string_view>

#include "cli/commands.hpp"

namespace conform {

ExitCode version_command(const std::string& suite_folder) {
  std::cout << "conform " CONFORM_VERSION "\n";
  const auto suite = open_suite(suite_folder);
  if (!suite && suite_folder.empty()) {  // the program has a version without a suite, too
    std::cout << "suite: unusable; conform lint shows why\n";
    return ExitCode::good;
  }
  if (!suite) return print_diagnostics(suite.error());
  std::set<std::string_view> names;
  for (const Case& test_case : suite->cases)
    names.insert(std::string_view{test_case.id}.substr(0, test_case.id.find('[')));
  std::string versions;
  for (const Contract& contract : suite->contracts) versions += (versions.empty() ? "" : ", ") + contract.version;
  std::cout << fmt::format("suite: {} requirements, {} cases in {} instances, from {}\nUser API: {}\n",
                           suite->rules.requirements().size(), names.size(), suite->cases.size(),
                           suite->folder.string(), versions);
  return ExitCode::good;
}

}  // namespace conform
