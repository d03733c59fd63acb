#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <optional>
#include <random>
#include <utility>

#include "base/shell.hpp"
#include "cli/commands.hpp"
#include "cli/embedded.hpp"
#include "cli/program_environment.hpp"
#include "cli/report_files.hpp"
#include "cli/report_paths.hpp"
#include "cli/report_waivers.hpp"
#include "cli/run_journal.hpp"
#include "cli/selection.hpp"
#include "cli/shard_options.hpp"
#include "cli/terminal.hpp"
#include "journal/run_lock.hpp"
#include "plan/plan.hpp"
#include "prove/rehearsal.hpp"
#include "reports/bound.hpp"
#include "reports/console.hpp"
#include "reports/progress.hpp"
#include "reports/render.hpp"
#include "reports/text.hpp"
#include "run/engine/engine.hpp"
#include "run/engine/result_builder.hpp"
#include "run/engine/target_settings.hpp"
#include "target/base_url.hpp"
#include "target/redact.hpp"
#include "waivers/waive.hpp"
#include "waivers/waiver_file.hpp"
#include "waivers/waivers_from.hpp"

namespace conform {
namespace {

Result<Target> target_of(const RunCommand& command, Embedded& embedded) {
  const bool reads = command.selection.read_only;
  if (!command.target.empty()) return load_target(command.target, reads ? Writes::unneeded : Writes::needed);
  if (!command.quick.base_url.empty()) {
    QuickTarget quick = command.quick;
    quick.allow_writes = quick.allow_writes || reads;
    return quick_target(quick);
  }
  auto started = start_embedded(command.api_version);
  if (!started) return tl::unexpected{started.error()};
  embedded = std::move(*started);
  return embedded.target;
}

Result<Plan> plan_of(const RunCommand& command, const Suite& suite, const Target& target) {
  return plan_for(suite, target.api_version, command.selectors, command.selection);
}

// Known failures and shards are about all cases.
bool knows_all_it_needs(const RunCommand& command) {
  return command.known.empty() && command.shard.empty() && is_selectors_alone(command.selection);
}

std::string arguments_of(const RunCommand& command) {
  std::string arguments;
  const auto add = [&](std::string_view flag, const std::string& value) {
    if (value.empty()) return;
    arguments += (arguments.empty() ? "" : " ") + std::string{flag};
    arguments += ' ' + shell_word(printable_line(value));
  };
  add("--target", command.target);
  add("--base-url", command.quick.base_url);
  add("--user-id", command.quick.user_id);
  add("--token-env", command.quick.token_env);
  if (command.quick.allow_writes) arguments += " --allow-writes";
  add("--api-version", command.api_version);
  if (command.insecure) arguments += arguments.empty() ? "--insecure" : " --insecure";
  return arguments;
}

bool is_this_machine(const Target& target) {
  const auto url = parse_base_url(target.base_url);
  return url && is_loopback(url->host);
}

// How long a failure is accepted by default.
constexpr std::chrono::days known_for{90};

std::uint64_t any_seed() {
  std::random_device device;
  return (static_cast<std::uint64_t>(device()) << 32U) | device();
}

RunListener listener_of(Progress& progress, bool quiet) {
  if (quiet) return {};
  return {.started = [&progress](std::string_view id) { progress.started(id); },
          .finished = [&progress](const Verdict& verdict) { progress.finished(verdict); },
          .report = [](std::string_view text) { std::cerr << "conform: " << printable_line(text) << '\n'; }};
}

bool wants_every_exchange(const RunCommand& command) {
  return command.verbose || std::ranges::any_of(command.reports, [](const ReportRequest& request) {
           const ReportFormat* const format = find_format(request.format);
           return format != nullptr && format->every_exchange;
         });
}

// Cases that are flaky count as what their repetitions came to, unless flaky cases must fail.
int report_flaky(const RunResult& result, int code) {
  if (result.totals.flaky == 0 || (code != to_int(ExitCode::good) && code != to_int(ExitCode::inconclusive)))
    return code;
  std::cerr << "conform: " << result.totals.flaky << " flaky cases (--fail-on-flaky)\n";
  return to_int(ExitCode::violated);
}

Result<void> write_known(const std::optional<PendingFile>& file, const RunResult& result) {
  if (!file) return {};
  return file->finish(waivers_from(result, utc_date(result.started_at + known_for)));
}

}  // namespace

int run_command(const RunCommand& command, const std::string& suite_folder, const std::stop_token& stop) {
  auto suite = open_suite(suite_folder, knows_all_it_needs(command) ? command.selectors : std::vector<std::string>{});
  if (!suite) return to_int(print_diagnostics(suite.error()));
  Embedded embedded;
  auto target = target_of(command, embedded);
  if (!target) return to_int(print_diagnostics(target.error()));
  // What a part of the suite does not know may be in the rest.
  const bool whole = suite->left_out.empty();
  if (!whole && (!unknown_pins(*target, *suite, command.target).empty() || !plan_of(command, *suite, *target))) {
    suite = open_suite(suite_folder);
    if (!suite) return to_int(print_diagnostics(suite.error()));
  }
  if (const Diagnostics unknown = unknown_pins(*target, *suite, command.target); !unknown.empty())
    return to_int(print_diagnostics(unknown));
  if (command.timeout) target->transport.timeout = *command.timeout;
  target->transport.insecure = command.insecure;
  auto proxies = proxies_of_environment();
  if (!proxies) return to_int(print_diagnostics(proxies.error()));
  target->transport.environment = std::move(*proxies);
  if (!command.rate.empty()) target->transport.rate = command.rate;
  auto plan = plan_of(command, *suite, *target);
  if (!plan) return to_int(print_diagnostics(plan.error()));
  auto part = asked_part(command, *plan, *target, embedded.server == nullptr, suite->aliases);
  if (!part) return to_int(print_diagnostics(part.error()));
  if (*part) *plan = (*part)->plan;
  std::vector<Waiver> waivers;
  if (!command.known.empty()) {
    auto loaded = load_waivers(command.known, *suite);
    if (!loaded) return to_int(print_diagnostics(loaded.error()));
    waivers = std::move(*loaded);
  }

  const std::string today = utc_date(std::chrono::system_clock::now());
  RunOptions options{.jobs = command.jobs,
                     .fail_on = command.fail_on,
                     .seed = command.seed.value_or(any_seed()),
                     .shuffled = command.seed.has_value(),
                     .repeat = command.repeat,
                     .max_failures = command.max_failures,
                     .deadline = command.deadline,
                     .bounded = embedded.server == nullptr,
                     .case_time = command.case_timeout.value_or(RunOptions{}.case_time),
                     .read_only = command.selection.read_only,
                     .journal = nullptr,
                     .suite_version = CONFORM_VERSION,
                     .target_arguments = arguments_of(command),
                     .keep_exchanges = wants_every_exchange(command),
                     .environment = program_environment(),
                     .revise = [&](Verdict& verdict) {
                       waive(verdict, waivers, today, command.fail_on);
                       // As the JSON record has them, so that all reports can be rendered again from it; and at
                       // once, since bodies of megabytes in all cases would not fit into memory.
                       bound_bodies(verdict);
                     }};
  if (command.dry_run) {
    std::cout << printable(rehearsal_text(rehearse(*suite, *plan, *target, options.seed, CONFORM_VERSION)));
    return to_int(ExitCode::good);
  }
  // The embedded server is ours alone and gone with the run.
  std::optional<RunLock> lock;
  std::optional<JournalFile> journal;
  TokenFile tokens;
  std::vector<std::string> notes;
  OpenJournals open;
  if (!embedded.server) {
    auto taken = RunLock::take(target->base_url, written_users(*target));
    if (!taken) return to_int(print_diagnostics(taken.error()));
    lock.emplace(std::move(*taken));
    open = open_journals_for(command);
    notes = notes_on(open, *target, options.target_arguments);
    if (!command.restore && !is_this_machine(*target)) {
      notes.emplace_back(
          "The users are not restored (--no-restore), and the server is not localhost: their data is lost.");
    }
    for (const std::string& note : notes) std::cerr << "conform: " << printable_line(note) << '\n';
  }
  if (const Diagnostics over =
          reports_over_inputs(command.reports, {command.target, command.known, command.selection.failed_in});
      !over.empty())
    return to_int(print_diagnostics(over));
  const auto files = ReportFiles::open(command.reports);
  if (!files) return to_int(print_diagnostics(files.error()));
  if (!embedded.server && command.restore && !command.selection.read_only) {
    auto prepared = journal_of(command, *target, open);
    if (!prepared) return to_int(print_diagnostics(prepared.error()));
    journal.emplace(std::move(*prepared));
    options.journal = &*journal;
    options.tokens = &tokens;
  }
  std::optional<PendingFile> known_file;
  if (!command.write_known.empty()) {
    auto opened = PendingFile::open(command.write_known);
    if (!opened) return to_int(print_diagnostics(opened.error()));
    known_file = std::move(*opened);
  }
  if (!command.reports.empty()) {
    const SuiteInfo info{.name = "User API Conformance Suite", .version = CONFORM_VERSION, .cases = plan->total};
    const auto begun = files->begin(unfinished_run(info,
                                                   {.name = Redactor{secrets_of(*target)}.redact(target->name),
                                                    .base_url = {},
                                                    .api_version = target->api_version,
                                                    .insecure = target->transport.insecure},
                                                   std::chrono::system_clock::now()));
    if (!begun) return to_int(print_diagnostics(begun.error()));
  }

  // What a person reads goes where no report does.
  const int descriptor = files->uses_standard_output() ? STDERR_FILENO : STDOUT_FILENO;
  std::ostream& out = files->uses_standard_output() ? std::cerr : std::cout;
  const bool colour = wants_colour(command.colour, descriptor);
  Progress progress{plan->cases.size(),
                    {.terminal = can_redraw(STDERR_FILENO),
                     .colour = wants_colour(command.colour, STDERR_FILENO),
                     .width = terminal_width(STDERR_FILENO)},
                    [](std::string_view text) { std::cerr << text << std::flush; }};
  const TransportOptions transport = transport_options(*target);
  RunResult result = run_plan(
      *suite, *plan, *target, options, [&] { return make_curl_transport(transport); }, stop,
      listener_of(progress, command.quiet));
  progress.done();
  result.notes.insert(result.notes.begin(), notes.begin(), notes.end());
  if (*part) result.shard = (*part)->info;
  result.waivers = std::move(waivers);
  result.strict_known = command.strict_known;

  out << to_console(
             result,
             {.colour = colour, .width = line_width(descriptor), .verbose = command.verbose, .quiet = command.quiet})
      << std::flush;
  bool lost = false;  // a report
  for (const Result<void>& written : {files->finish(result), write_known(known_file, result)}) {
    if (written) continue;
    lost = true;
    print_diagnostics(written.error());
  }
  if (!command.quiet && !lost) out << report_lines(command.reports) << std::flush;
  const int code = report_waivers(result, exit_code_of(result, command.require_complete));
  return unless_lost(command.fail_on_flaky ? report_flaky(result, code) : code, lost);
}

}  // namespace conform
