#pragma once

#include <stop_token>

#include "cli/options.hpp"
#include "model/diagnostic.hpp"
#include "model/exit_code.hpp"
#include "session/open_suite.hpp"

namespace conform {

// One function for each command; each in a file of its own. `stop` is asked for by SIGINT, SIGTERM and SIGHUP.
[[nodiscard]] int run_command(const RunCommand& command, const std::string& suite_folder, const std::stop_token& stop);
[[nodiscard]] ExitCode init_command(const InitCommand& command, const std::stop_token& stop);
[[nodiscard]] int check_command(const CheckCommand& command, const std::string& suite_folder,
                                const std::stop_token& stop);
[[nodiscard]] int audit_command(const AuditCommand& command, const std::string& suite_folder,
                                const std::stop_token& stop);
[[nodiscard]] ExitCode list_command(const ListCommand& command, const std::string& suite_folder);
[[nodiscard]] ExitCode show_command(const ShowCommand& command, const std::string& suite_folder);
[[nodiscard]] ExitCode validate_command(const ValidateCommand& command, const std::string& suite_folder);
[[nodiscard]] ExitCode lint_command(const LintCommand& command, const std::string& suite_folder);
[[nodiscard]] ExitCode report_command(const ReportCommand& command);
[[nodiscard]] int merge_command(const MergeCommand& command);
[[nodiscard]] int diff_command(const DiffCommand& command, const std::string& suite_folder);
[[nodiscard]] ExitCode prove_command(const ProveCommand& command, const std::string& suite_folder,
                                     const std::stop_token& stop);
[[nodiscard]] int restore_command(const RestoreCommand& command, const std::string& suite_folder,
                                  const std::stop_token& stop);
[[nodiscard]] ExitCode serve_command(const ServeCommand& command, const std::stop_token& stop);
[[nodiscard]] ExitCode help_command(const HelpCommand& command);
[[nodiscard]] ExitCode version_command(const std::string& suite_folder);

/// Prints problems on standard error, one line each, made harmless for a terminal.
ExitCode print_diagnostics(const Diagnostics& diagnostics);

}  // namespace conform
