#include <unistd.h>

#include <chrono>
#include <iostream>
#include <utility>

#include "audit/auditor.hpp"
#include "audit/follow_recording.hpp"
#include "audit/recording_file.hpp"
#include "base/printable.hpp"
#include "base/shell.hpp"
#include "cli/commands.hpp"
#include "cli/terminal.hpp"
#include "reports/bound.hpp"
#include "reports/console.hpp"
#include "run/engine/result_builder.hpp"
#include "run/engine/target_settings.hpp"
#include "session/program_environment.hpp"
#include "session/report_files.hpp"
#include "target/base_url.hpp"

namespace conform {
namespace {

RecordingFormat format_named(const std::string& name) {
  if (name == "har") return RecordingFormat::har;
  return name == "ndjson" ? RecordingFormat::ndjson : RecordingFormat::automatic;
}

Result<std::optional<BaseUrl>> base_url_of(const AuditCommand& command, const std::optional<Target>& target) {
  const std::string& text = command.base_url.empty() && target ? target->base_url : command.base_url;
  if (text.empty()) return std::nullopt;
  auto url = parse_base_url(text);
  if (url) return std::optional{std::move(*url)};
  return refused(Diagnostic::about_flag("--base-url: " + url.error(), "as in https://user.example/user/2024-3"));
}

// A line for each violation while a recording is followed.
void print_violation(const std::string& operation, const Finding& finding, std::size_t position) {
  std::cout << printable_line(std::string{to_string(finding.level)} + ' ' + operation + ' ' + finding.requirement +
                              " (entry " + std::to_string(position) + "): " + finding.message)
            << std::endl;
}

Result<void> read_all(const AuditCommand& command, Auditor& auditor, const std::stop_token& stop) {
  std::size_t source = 0;
  for (const std::string& path : command.recordings) {
    const auto take = [&](RecordedExchange exchange) {
      exchange.source = source;
      auditor.take(std::move(exchange));
      return !stop.stop_requested();
    };
    const auto read = command.follow ? follow_recording(path, take, {.stop = stop, .idle = [&] { auditor.settle(); }})
                                     : read_recording(path, format_named(command.format), take);
    if (!read) return tl::unexpected{read.error()};
    ++source;
  }
  return {};
}

// That audits the same again.
std::string command_of(const AuditCommand& command) {
  std::string text = "conform audit";
  for (const std::string& path : command.recordings) text += ' ' + shell_word(printable_line(path));
  const auto add = [&](const char* flag, const std::string& value) {
    if (!value.empty()) text += flag + shell_word(printable_line(value));
  };
  add(" --base-url ", command.base_url);
  add(" --target ", command.target);
  add(" --strip-prefix ", command.strip_prefix);
  if (command.complete) text += " --complete";
  return text;
}

ExitCode too_little(const Auditor& auditor) {
  const AuditCounts& counts = auditor.counts();
  if (counts.under_base_url == 0) {
    std::cerr << "conform: no exchange of this API in the recording: give its --base-url, and --strip-prefix for paths "
                 "of a proxy\n";
  } else {
    std::cerr << "conform: only " << counts.judged << " of " << counts.under_base_url
              << " exchanges under the base URL could be judged (--allow-partial accepts that)\n";
  }
  return ExitCode::inconclusive;
}

}  // namespace

int audit_command(const AuditCommand& command, const std::string& suite_folder, const std::stop_token& stop) {
  const auto suite = open_suite(suite_folder);
  if (!suite) return to_int(print_diagnostics(suite.error()));
  std::optional<Target> target;
  if (!command.target.empty()) {
    auto loaded = load_target(command.target);
    if (!loaded) return to_int(print_diagnostics(loaded.error()));
    target = std::move(*loaded);
    if (const Diagnostics unknown = unknown_pins(*target, *suite, command.target); !unknown.empty())
      return to_int(print_diagnostics(unknown));
  }
  auto base_url = base_url_of(command, target);
  if (!base_url) return to_int(print_diagnostics(base_url.error()));
  std::vector<std::string> inputs = command.recordings;
  inputs.push_back(command.target);
  const auto files = ReportFiles::open(command.reports, inputs);
  if (!files) return to_int(print_diagnostics(files.error()));

  Auditor auditor{*suite,
                  {.base_url = std::move(*base_url),
                   .api_version = command.api_version.empty() && target ? target->api_version : command.api_version,
                   .strip_prefix = command.strip_prefix,
                   .clock_skew = command.clock_skew,
                   .complete = command.complete,
                   .show_values = command.show_values,
                   .fail_on = command.fail_on,
                   .target = target ? &*target : nullptr,
                   .suite_version = CONFORM_VERSION},
                  command.follow ? OnViolation{print_violation} : OnViolation{}};
  if (const auto read = read_all(command, auditor, stop); !read) return to_int(print_diagnostics(read.error()));
  RunResult result = auditor.finish(stop.stop_requested() && !command.follow);
  result.environment = program_environment();
  result.explore_command = command_of(command);
  for (Verdict& verdict : result.verdicts) bound_bodies(verdict);

  const int descriptor = files->uses_standard_output() ? STDERR_FILENO : STDOUT_FILENO;
  std::ostream& out = files->uses_standard_output() ? std::cerr : std::cout;
  if (!command.quiet) {
    for (const std::string& line : result.notes) out << printable_line(line) << '\n';
    out << '\n';
  }
  RunResult shown = result;
  shown.notes.clear();  // they are above
  out << to_console(shown, {.colour = wants_colour(command.colour, descriptor),
                            .width = line_width(descriptor),
                            .verbose = command.verbose,
                            .quiet = command.quiet})
      << std::flush;
  const auto written = files->finish(result);
  if (!written) print_diagnostics(written.error());
  if (written && !command.quiet) out << files->lines() << std::flush;
  if (auditor.judged_too_few() && (!command.allow_partial || auditor.counts().judged == 0))
    return unless_lost(to_int(too_little(auditor)), !written);
  return unless_lost(exit_code_of(result), !written);
}

}  // namespace conform
