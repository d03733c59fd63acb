#include "cli/options.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <optional>

#include "base/number.hpp"
#include "cli/bash_completion.hpp"
#include "cli/command_options.hpp"
#include "cli/help_text.hpp"
#include "cli/man_page.hpp"
#include "cli/option_checks.hpp"
#include "cli/parse_error.hpp"
#include "cli/terminal.hpp"
#include "model/exit_code.hpp"
#include "reports/render.hpp"
#include "reports/text.hpp"

namespace conform {
namespace {

constexpr unsigned private_mode = 0600;
constexpr std::size_t usual_requests = 2000;  // of explore

// "junit=out/junit.xml"
std::vector<ReportRequest> report_requests(const std::vector<std::string>& texts) {
  std::vector<ReportRequest> requests;
  for (const std::string& text : texts) {
    const std::size_t equals = text.find('=');
    const std::string name = text.substr(0, equals);
    requests.push_back(
        {name, equals == std::string::npos ? std::string{find_format(name)->usual_path} : text.substr(equals + 1)});
  }
  return requests;
}

Colour colour_of(const std::string& name) {
  if (name == "always") return Colour::always;
  return name == "never" ? Colour::never : Colour::automatic;
}

// The target file that the environment names counts where the command line names no target.
void take_target_of_environment(RunCommand& command) {
  if (!command.target.empty() || !command.quick.base_url.empty()) return;
  const char* file = std::getenv("CONFORM_TARGET");  // NOLINT(concurrency-mt-unsafe): nothing sets variables
  if (file != nullptr) command.target = file;
}

// What is made from the description of the options; nothing when `help` is about a page.
std::optional<std::string> generated_help(const CLI::App& app, const Raw& raw) {
  if (raw.man) return man_page(app);
  if (raw.bash_completion) return bash_completion(app);
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (command->get_name() == raw.help.topic) return command->help(app.get_name());
  }
  return std::nullopt;
}

}  // namespace

std::variant<Options, int> parse_options(int argc, const char* const* argv) {
  CLI::App app{
      "Checks whether an HTTP server conforms to the User API.\nExit codes: 0 conforms, 1 violations found, 2 unusable "
      "input, 3 inconclusive, 4 internal error, 130 interrupted.",
      "conform"};
  app.require_subcommand(1);
  app.fallthrough();  // its own options may also be behind the command
  app.formatter_fn([](const CLI::App* command, const std::string&, CLI::AppFormatMode) {
    return help_text(*command, std::min<std::size_t>(terminal_width(STDOUT_FILENO), 100));
  });
  app.footer("conform help lists topics: conform help TOPIC prints a page of the documentation.");
  Options options;
  app.add_option("--suite", options.suite_folder, "Folder with schemas/ and cases/ (default: those of this program)")
      ->option_text("DIR");
  // Behind --suite, which it is about too: options act in the order in which they are declared.
  app.set_version_flag("-V,--version", "conform " CONFORM_VERSION,
                       "Print the versions of the program, the suite and the API, and exit");
  Raw raw;
  const Commands commands = add_commands(app, raw);

  if (argc < 2) {
    std::cerr << short_help();
    return to_int(ExitCode::unusable_input);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForVersion&) {
    options.command = VersionCommand{};
    return options;
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) {
      app.exit(error, std::cout, std::cerr);
      return to_int(ExitCode::good);
    }
    std::cerr << printable(explain(app, error, argc, argv));
    return to_int(ExitCode::unusable_input);
  }
  options.file_mode = file_mode(raw.file_mode).value_or(private_mode);
  if (commands.help->parsed()) {
    if (const auto text = generated_help(app, raw)) {
      std::cout << *text;
      return to_int(ExitCode::good);
    }
    for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
      raw.help.commands.push_back(command->get_name());
    options.command = std::move(raw.help);
  } else if (commands.init->parsed()) {
    options.command = std::move(raw.init);
  } else if (commands.check->parsed()) {
    raw.check.run.timeout = duration(raw.check_timeout);
    take_target_of_environment(raw.check.run);
    options.command = std::move(raw.check);
  } else if (commands.run->parsed() || commands.explore->parsed() || commands.shrink->parsed()) {
    take_target_of_environment(raw.run);
    if (!raw.run.target.empty() && !raw.run.api_version.empty()) {
      std::cerr << "conform: --api-version is for the embedded server and --base-url: the target file that "
                   "CONFORM_TARGET names has its version (unset the variable)\n";
      return to_int(ExitCode::unusable_input);
    }
    raw.run.only_explore = commands.explore->parsed();
    if (raw.run.only_explore && raw.run.explore == 0) raw.run.explore = usual_requests;
    raw.run.every_writing = raw.writings == "all";
    raw.run.reports = report_requests(raw.run_reports);
    raw.run.fail_on = raw.fail_on == "should" ? Level::should : Level::must;
    raw.run.colour = colour_of(raw.colour);
    raw.run.timeout = duration(raw.timeout);
    raw.run.case_timeout = duration(raw.case_timeout);
    raw.run.deadline = duration(raw.deadline);
    if (commands.run->count("--seed") + commands.explore->count("--seed") > 0) raw.run.seed = raw.seed;
    raw.run.quick.api_version = raw.run.api_version;
    options.command = std::move(raw.run);
  } else if (commands.audit->parsed()) {
    raw.audit.reports = report_requests(raw.audit_reports);
    raw.audit.fail_on = raw.audit_fail_on == "should" ? Level::should : Level::must;
    raw.audit.colour = colour_of(raw.audit_colour);
    raw.audit.clock_skew = duration(raw.clock_skew);
    options.command = std::move(raw.audit);
  } else if (commands.list->parsed()) {
    options.command = std::move(raw.list);
  } else if (commands.show->parsed()) {
    options.command = std::move(raw.show);
  } else if (commands.validate->parsed()) {
    options.command = std::move(raw.validate);
  } else if (commands.lint->parsed()) {
    options.command = raw.lint;
  } else if (commands.report->parsed()) {
    raw.report.reports = report_requests(raw.report_reports);
    options.command = std::move(raw.report);
  } else if (commands.merge->parsed()) {
    raw.merge.reports = report_requests(raw.merge_reports);
    raw.merge.colour = colour_of(raw.merge_colour);
    options.command = std::move(raw.merge);
  } else if (commands.diff->parsed()) {
    raw.diff.reports = report_requests(raw.diff_reports);
    options.command = std::move(raw.diff);
  } else if (commands.prove->parsed()) {
    options.command = std::move(raw.prove);
  } else if (commands.restore->parsed()) {
    options.command = std::move(raw.restore);
  } else if (commands.serve->parsed()) {
    options.command = std::move(raw.serve);
  }
  return options;
}

}  // namespace conform
