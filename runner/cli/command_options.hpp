#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/options.hpp"

namespace CLI {
class App;
}

namespace conform {

/// What is collected while parsing, before it is known which command was given.
struct Raw {
  RunCommand run;
  InitCommand init;
  CheckCommand check;
  std::string check_timeout;
  AuditCommand audit;
  std::vector<std::string> audit_reports;
  std::string audit_fail_on = "must";
  std::string audit_colour = "auto";
  std::string clock_skew;
  std::vector<std::string> run_reports;
  std::string fail_on = "must";
  std::string colour = "auto";
  std::string timeout;
  std::string case_timeout;
  std::string deadline;
  std::uint64_t seed = 0;
  std::string writings = "usual";
  ListCommand list;
  ShowCommand show;
  LintCommand lint;
  ValidateCommand validate;
  ReportCommand report;
  std::vector<std::string> report_reports;
  MergeCommand merge;
  std::vector<std::string> merge_reports;
  std::string merge_colour = "auto";
  DiffCommand diff;
  std::vector<std::string> diff_reports;
  ProveCommand prove;
  RestoreCommand restore;
  ServeCommand serve;
  HelpCommand help;
  std::string file_mode = "0600";
  bool man = false;
  bool bash_completion = false;
};

/// The commands of the program.
struct Commands {
  CLI::App* init = nullptr;
  CLI::App* check = nullptr;
  CLI::App* run = nullptr;
  CLI::App* explore = nullptr;
  CLI::App* audit = nullptr;
  CLI::App* list = nullptr;
  CLI::App* show = nullptr;
  CLI::App* help = nullptr;
  CLI::App* report = nullptr;
  CLI::App* merge = nullptr;
  CLI::App* diff = nullptr;
  CLI::App* shrink = nullptr;
  CLI::App* restore = nullptr;
  CLI::App* lint = nullptr;
  CLI::App* validate = nullptr;
  CLI::App* prove = nullptr;
  CLI::App* serve = nullptr;
};

/// Declares every command with its options, which are read into `raw`.
[[nodiscard]] Commands add_commands(CLI::App& app, Raw& raw);

}  // namespace conform
