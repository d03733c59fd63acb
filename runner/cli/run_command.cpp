#include <unistd.h>

#include <iostream>

#include "cli/commands.hpp"
#include "cli/report_waivers.hpp"
#include "cli/terminal.hpp"
#include "reports/console.hpp"
#include "reports/progress.hpp"
#include "reports/text.hpp"
#include "run/engine/result_builder.hpp"
#include "session/run_session.hpp"

namespace conform {
namespace {

Progress progress_of(const RunCommand& command, const Plan& plan) {
  return {plan.cases.size(),
          {.terminal = can_redraw(STDERR_FILENO),
           .colour = wants_colour(command.colour, STDERR_FILENO),
           .width = terminal_width(STDERR_FILENO)},
          [](std::string_view text) { std::cerr << text << std::flush; }};
}

RunListener listener_of(Progress& progress, bool quiet) {
  if (quiet) return {};
  return {.started = [&progress](std::string_view id) { progress.started(id); },
          .finished = [&progress](const Verdict& verdict) { progress.finished(verdict); },
          .report = [](std::string_view text) { std::cerr << "conform: " << printable_line(text) << '\n'; }};
}

// What a person reads goes where no report does.
void print_result(const RunResult& result, const RunCommand& command, bool to_errors) {
  const int descriptor = to_errors ? STDERR_FILENO : STDOUT_FILENO;
  (to_errors ? std::cerr : std::cout) << to_console(result, {.colour = wants_colour(command.colour, descriptor),
                                                             .width = line_width(descriptor),
                                                             .verbose = command.verbose,
                                                             .quiet = command.quiet})
                                      << std::flush;
}

// Cases that are flaky count as what their repetitions came to, unless flaky cases must fail.
int report_flaky(const RunResult& result, int code) {
  if (result.totals.flaky == 0 || (code != to_int(ExitCode::good) && code != to_int(ExitCode::inconclusive)))
    return code;
  std::cerr << "conform: " << result.totals.flaky << " flaky cases (--fail-on-flaky)\n";
  return to_int(ExitCode::violated);
}

}  // namespace

int run_command(const RunCommand& command, const std::string& suite_folder, const std::stop_token& stop) {
  auto session = RunSession::prepare(command, suite_folder);
  if (!session) return to_int(print_diagnostics(session.error()));
  if (command.dry_run) {
    std::cout << printable(session->dry_run());
    return to_int(ExitCode::good);
  }
  for (const std::string& note : session->notes()) std::cerr << "conform: " << printable_line(note) << '\n';

  Progress progress = progress_of(command, session->plan());
  const RunResult result = session->run(stop, listener_of(progress, command.quiet));
  progress.done();

  print_result(result, command, session->reports_to_standard_output());
  if (!command.quiet) (session->reports_to_standard_output() ? std::cerr : std::cout) << session->discoveries();
  const auto written = session->finish(result);
  if (!written) print_diagnostics(written.error());
  if (written && !command.quiet)
    (session->reports_to_standard_output() ? std::cerr : std::cout) << session->report_lines() << std::flush;
  const int code = report_waivers(result, exit_code_of(result));
  return unless_lost(command.fail_on_flaky ? report_flaky(result, code) : code, !written);
}

}  // namespace conform
