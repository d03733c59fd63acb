#include "cli/options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <iostream>
#include <limits>
#include <map>
#include <optional>

#include "base/number.hpp"
#include "cli/bash_completion.hpp"
#include "cli/man_page.hpp"
#include "cli/parse_error.hpp"
#include "model/exit_code.hpp"
#include "reports/render.hpp"
#include "reports/text.hpp"
#include "target/rate.hpp"

namespace conform {
namespace {

std::string format_names() {
  std::string names;
  for (const ReportFormat& format : known_formats()) names += (names.empty() ? "" : ", ") + std::string{format.name};
  return names;
}

std::string formats_explained() {
  std::string text;
  for (const ReportFormat& format : known_formats()) {
    text += (text.empty() ? "" : "; ") + std::string{format.name} + " (" + std::string{format.about} + ")";
  }
  return text;
}

// Permissions that leave the owner reading and writing, and let no account execute.
std::optional<unsigned> file_mode(std::string_view text) {
  constexpr unsigned owner = 0600;
  constexpr unsigned most = 0666;
  const auto mode = whole_number(text, 8);
  if (!mode || (*mode & owner) != owner || (*mode & ~std::uint64_t{most}) != 0) return std::nullopt;
  return static_cast<unsigned>(*mode);
}

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

CLI::Validator report_validator() {
  return CLI::Validator{[](std::string& text) -> std::string {
                          const std::size_t equals = text.find('=');
                          const std::string name = text.substr(0, equals);
                          const ReportFormat* const format = find_format(name);
                          const bool has_path = equals != std::string::npos && equals + 1 < text.size();
                          const bool plain = equals == std::string::npos;
                          if (!has_path && !(plain && (format == nullptr || !format->usual_path.empty())))
                            return "write FORMAT=PATH, as in junit=out/junit.xml";
                          if (format != nullptr) return {};
                          return "unknown report format \"" + name + "\" (choose " + format_names() + ")";
                        },
                        "FORMAT=PATH"};
}

CLI::Validator file_mode_validator() {
  return CLI::Validator{
      [](std::string& text) -> std::string {
        if (file_mode(text)) return {};
        return "\"" + text + "\" is not a valid mode: write an octal number from 0600 to 0666 that its owner can use";
      },
      "MODE"};
}

// CLI11 itself takes -1 for a very large number, and nan for one in every range.
CLI::Validator whole_number_validator(std::uint64_t least, std::uint64_t most) {
  const std::string range = "a whole number from " + std::to_string(least) + " to " + std::to_string(most);
  return CLI::Validator{[least, most, range](std::string& text) -> std::string {
                          const auto number = whole_number(text);
                          if (number && *number >= least && *number <= most) return {};
                          return "\"" + text + "\" is not " + range;
                        },
                        "NUMBER"};
}

CLI::Validator duration_validator(std::chrono::hours longest = std::chrono::hours{7 * 24}) {
  return CLI::Validator{[longest](std::string& text) -> std::string {
                          const auto time = duration(text);
                          if (time && *time <= longest) return {};
                          return "\"" + text +
                                 "\" is an invalid duration: write 1.5 (seconds), 500ms, 90s or 10m, at most " +
                                 std::to_string(longest.count()) + "h";
                        },
                        "TIME"};
}

CLI::Validator rate_validator() {
  return CLI::Validator{[](std::string& text) -> std::string {
                          if (is_rate(text)) return {};
                          return "\"" + text + "\" is an invalid rate: write for example 20/s";
                        },
                        "RATE"};
}

constexpr std::array<std::string_view, 2> diff_formats{"markdown", "json"};

CLI::Validator diff_validator() {
  return CLI::Validator{[](std::string& text) -> std::string {
                          const std::size_t equals = text.find('=');
                          const std::string format = text.substr(0, equals);
                          if (equals != std::string::npos && equals + 1 < text.size() &&
                              std::ranges::find(diff_formats, format) != diff_formats.end())
                            return {};
                          return "write markdown=PATH or json=PATH";
                        },
                        "FORMAT=PATH"};
}

constexpr unsigned private_mode = 0600;

// For the commands that write files.
void add_file_mode(CLI::App& command, std::string& to) {
  command
      .add_option("--file-mode", to,
                  "Permissions of written files, as for chmod: 0644 lets all users of this machine read them")
      ->check(file_mode_validator())
      ->capture_default_str();
}

Colour colour_of(const std::string& name) {
  if (name == "always") return Colour::always;
  return name == "never" ? Colour::never : Colour::automatic;
}

CLI::Validator version_validator() {
  return CLI::IsMember(std::vector<std::string>(api_versions.begin(), api_versions.end()));
}

// What is collected while parsing, before it is known which command was given.
struct Raw {
  RunCommand run;
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
  ListCommand list;
  ShowCommand show;
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

void add_known(CLI::App& run, RunCommand& to) {
  auto* known = run.add_option("--known", to.known, "Known failures: their cases are waived (docs/known-failures.md)")
                    ->option_text("FILE");
  run.add_flag("--strict-known", to.strict_known, "Fail if a known failure is no longer needed")->needs(known);
  run.add_option("--write-known", to.write_known,
                 "Write this run's failures to FILE as known failures; you add the reasons")
      ->option_text("FILE");
}

void add_shard(CLI::App& run, RunCommand& to) {
  auto* shard =
      run.add_option("--shard", to.shard, "Run part I of N; auto: take the part from the environment of the CI system")
          ->option_text("I/N|auto");
  run.add_option("--shards", to.shards, "Total number of shards, if the CI system does not provide it")
      ->check(CLI::Range(1, 1024))
      ->needs(shard);
  run.add_option("--timings", to.timings,
                 "Balance shards by the durations of an earlier run; use the same file for all shards")
      ->option_text("RECORD")
      ->needs(shard);
}

CLI::App* add_merge(CLI::App& app, Raw& raw) {
  CLI::App* merge = app.add_subcommand("merge", "Merge the results of all shards into one result, and report it");
  MergeCommand& to = raw.merge;
  merge->add_option("record", to.results, "Results of all shards")->required();
  merge->add_option("--report", raw.merge_reports, "As in run")->check(report_validator())->allow_extra_args(false);
  merge->add_flag("--require-complete", to.require_complete, "Exit 3 when a must-level requirement was not verified");
  auto* quiet = merge->add_flag("-q,--quiet", to.quiet, "Print the totals and the conclusion only");
  merge->add_flag("-v,--verbose", to.verbose, "Print every case and the exchanges of failed ones")->excludes(quiet);
  merge->add_option("--color", raw.merge_colour, "Colours (NO_COLOR is respected)")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->capture_default_str();
  return merge;
}

CLI::App* add_diff(CLI::App& app, Raw& raw) {
  CLI::App* diff = app.add_subcommand("diff", "Compare two runs; exit 1: regressions, 3: fewer cases have a result");
  DiffCommand& to = raw.diff;
  diff->add_option("old", to.before, "Result of the earlier run")->required();
  diff->add_option("new", to.after, "Result of the later run")->required();
  diff->add_option("--report", raw.diff_reports,
                   "Write the comparison: markdown=PATH or json=PATH, \"-\" for standard output")
      ->check(diff_validator())
      ->allow_extra_args(false);
  diff->add_flag("-q,--quiet", to.quiet, "Print the summary only");
  return diff;
}

CLI::App* add_run(CLI::App& app, Raw& raw) {
  CLI::App* run = app.add_subcommand(
      "run", "Run cases against a server and report the results (default: the embedded reference server)");
  RunCommand& to = raw.run;
  run->add_option("selector", to.selectors, "Cases: beginning of an id, glob, requirement:ID, tag:NAME (default: all)");
  auto* target = run->add_option("--target", to.target, "Target file (docs/target-file.md)")->option_text("FILE");
  auto* base_url =
      run->add_option("--base-url", to.quick.base_url, "Quick target: base URL, http(s)://host/user/VERSION")
          ->option_text("URL")
          ->excludes(target);
  auto* user_id =
      run->add_option("--user-id", to.quick.user_id, "Quick target: the user whose record the cases overwrite")
          ->option_text("UUID");
  auto* token_env =
      run->add_option("--token-env", to.quick.token_env, "Quick target: environment variable with that user's token")
          ->option_text("NAME");
  base_url->needs(user_id)->needs(token_env);
  user_id->needs(base_url);
  token_env->needs(base_url);
  run->add_flag("--allow-writes", to.quick.allow_writes,
                "Allow overwriting this user's data on a host other than localhost")
      ->needs(base_url);
  run->add_option("--api-version", to.api_version,
                  "Version of the API (default: the base URL's last segment, or 2024-3)")
      ->check(version_validator())
      ->excludes(target);
  run->add_option("--report", raw.run_reports,
                  "Write a report: FORMAT=PATH, \"-\" for standard output; repeatable. Formats: " + formats_explained())
      ->check(report_validator())
      ->allow_extra_args(false);
  run->add_option("--fail-on", raw.fail_on, "Lowest level of findings that fail the run")
      ->check(CLI::IsMember({"must", "should"}))
      ->capture_default_str();
  run->add_flag("--require-complete", to.require_complete, "Exit 3 when a must-level requirement was not verified");
  run->add_flag("--fail-on-flaky", to.fail_on_flaky, "Exit 1 when a case was flaky");
  run->add_option("--jobs", to.jobs, "Parallel workers (at most one per user is useful)")
      ->check(whole_number_validator(1, 64))
      ->capture_default_str();
  run->add_option("--timeout", raw.timeout,
                  "Time limit of one request: 1.5 (seconds), 500ms, 1m (default: the target's, or 10)")
      ->check(duration_validator(std::chrono::hours{1}));
  run->add_option("--case-timeout", raw.case_timeout, "Time limit of one case, including waits (default: 10m)")
      ->check(duration_validator());
  run->add_option("--deadline", raw.deadline, "Time limit of the run; cases not run by then are errored")
      ->check(duration_validator());
  run->add_option("--rate", to.rate, "Maximum requests per second, all workers together: 20/s (default: the target's)")
      ->check(rate_validator());
  run->add_option("--max-failures", to.max_failures, "Stop after N failed cases (0: no limit)")
      ->check(whole_number_validator(0, 1'000'000'000))
      ->capture_default_str();
  run->add_flag("--insecure", to.insecure, "Do not verify TLS certificates (insecure; noted in every report)");
  run->add_option("--repeat", to.repeat, "Run each case N times; the worst result counts; different results = flaky")
      ->check(whole_number_validator(1, 1000))
      ->capture_default_str();
  run->add_option("--seed", raw.seed, "Seed for the case order and for generated ids and keys")
      ->check(whole_number_validator(0, std::numeric_limits<std::uint64_t>::max()))
      ->option_text("NUMBER");
  auto* no_restore =
      run->add_flag("!--no-restore", to.restore, "Do not restore the users' data afterwards; keep no journal");
  run->add_option("--journal", to.journal,
                  "Backup file of the users' data; it must not exist (default: a numbered file in .conform/)")
      ->option_text("FILE")
      ->excludes(no_restore);
  add_known(*run, to);
  add_shard(*run, to);
  run->add_flag("--dry-run", to.dry_run, "Print the plan and its requests as curl commands; send nothing");
  auto* quiet = run->add_flag("-q,--quiet", to.quiet, "Print the totals and the conclusion only");
  run->add_flag("-v,--verbose", to.verbose, "Print every case, including passed ones, with its exchanges")
      ->excludes(quiet);
  run->add_option("--color", raw.colour, "Colours (NO_COLOR is respected)")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->capture_default_str();
  return run;
}

CLI::App* add_audit(CLI::App& app, Raw& raw) {
  CLI::App* audit = app.add_subcommand(
      "audit", "Judge recorded traffic (HAR or NDJSON) by the specification; send nothing (docs/audit.md)");
  AuditCommand& to = raw.audit;
  audit->add_option("recording", to.recordings, "HAR or NDJSON, also gzip or a HAR in a zip; \"-\" for standard input")
      ->required();
  audit->add_option("--format", to.format, "Format of the recordings")
      ->check(CLI::IsMember({"auto", "har", "ndjson"}))
      ->capture_default_str();
  audit
      ->add_option("--base-url", to.base_url,
                   "Base URL of the API (default: the target's, or that of the first URL with /user/VERSION)")
      ->option_text("URL");
  audit->add_option("--target", to.target, "Target file: pins, server-managed attributes, consistencyMs, base URL")
      ->option_text("FILE");
  audit
      ->add_option("--api-version", to.api_version,
                   "Version of the API (default: the base URL's last segment, or 2024-3)")
      ->check(version_validator());
  audit->add_option("--strip-prefix", to.strip_prefix, "Remove this beginning from every recorded path")
      ->option_text("PATH");
  audit
      ->add_option("--clock-skew", raw.clock_skew,
                   "Widen every interval by this time (default: 500ms between recordings, none within one)")
      ->check(duration_validator(std::chrono::hours{1}));
  audit->add_flag("--complete", to.complete, "No other client writes these records: judge later reads, too");
  audit->add_flag("--allow-partial", to.allow_partial, "Accept that less than half of the exchanges can be judged");
  audit->add_flag("--show-values", to.show_values, "Show values in place of their shapes; never tokens and cookies");
  audit->add_flag("--follow", to.follow, "Read NDJSON while it is written, print violations at once; Ctrl-C ends it");
  audit->add_option("--report", raw.audit_reports, "As in run")->check(report_validator())->allow_extra_args(false);
  audit->add_option("--fail-on", raw.audit_fail_on, "Lowest level of findings that exit with 1")
      ->check(CLI::IsMember({"must", "should"}))
      ->capture_default_str();
  auto* quiet = audit->add_flag("-q,--quiet", to.quiet, "Print the totals and the conclusion only");
  audit->add_flag("-v,--verbose", to.verbose, "Print every operation, and the exchanges of findings")->excludes(quiet);
  audit->add_option("--color", raw.audit_colour, "Colours (NO_COLOR is respected)")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->capture_default_str();
  return audit;
}

CLI::App* add_prove(CLI::App& app, Raw& raw) {
  CLI::App* prove = app.add_subcommand(
      "prove", "Run the suite against every fault, conforming variant and mutation of the reference server");
  ProveCommand& to = raw.prove;
  prove->add_option("name", to.names, "Faults and variants, or mutations, names or globs (default: all)");
  prove->add_flag("--every-case", to.every_case, "Run all cases against each fault, even after it was found");
  prove->add_flag("--mutations", to.mutations, "Only mutations of responses (\"getUser 200 /data/id: dropped\")");
  prove->add_option("--api-version", to.api_version, "Version of the API for faults, variants and mutations")
      ->check(version_validator())
      ->capture_default_str();
  prove->add_option("--jobs", to.jobs, "Servers to test concurrently")->check(CLI::Range(1, 64))->capture_default_str();
  prove->add_option("--markdown", to.markdown, "Write the matrix as Markdown")->option_text("FILE");
  prove->add_option("--json", to.json, "Write the matrix as JSON")->option_text("FILE");
  prove->add_option("--check", to.check, "Fail unless this Markdown file has the same content")->option_text("FILE");
  prove->add_flag("--audit", to.audit, "Record each server and audit the recordings, in place of running cases");
  prove->add_flag("-v,--verbose", to.verbose, "Print every server, not only unexpected results");
  return prove;
}

CLI::App* add_serve(CLI::App& app, Raw& raw) {
  CLI::App* serve = app.add_subcommand("serve", "Run the reference server alone, until SIGTERM or Ctrl-C");
  ServeCommand& to = raw.serve;
  serve->add_option("--host", to.host, "Address to listen on")->capture_default_str();
  serve->add_option("--port", to.port, "Port (0: any free one; it is printed)")
      ->check(CLI::Range(0, 65535))
      ->capture_default_str();
  serve->add_option("--db", to.db, "SQLite file to keep the records in (default: in memory)")->option_text("FILE");
  serve->add_option("--api-version", to.api_version, "Version in the printed base URL and the target file")
      ->check(version_validator())
      ->capture_default_str();
  serve->add_option("--fault", to.faults, "Violate the specification in one way; repeatable (conform list faults)")
      ->option_text("NAME")
      ->allow_extra_args(false);
  serve->add_option("--variant", to.variants, "Behave as another conforming server; repeatable (conform list variants)")
      ->option_text("NAME")
      ->allow_extra_args(false);
  serve->add_option("--users", to.users, "Number of test users (shards need one or two each)")
      ->check(CLI::Range(1, 4096))
      ->capture_default_str();
  serve->add_option("--write-target", to.write_target, "Write a target file for this server")->option_text("FILE");
  serve->add_flag("--oauth", to.oauth, "Use OAuth in the target file: token endpoint /oauth2/token, all grants");
  serve->add_option("--token-lifetime", to.token_lifetime, "Lifetime of access tokens from the token endpoint")
      ->check(CLI::Range(1, 90 * 24 * 3600))
      ->capture_default_str()
      ->option_text("SECONDS");
  auto* certificate = serve->add_option("--tls-certificate", to.tls_certificate, "Use TLS with this certificate (PEM)")
                          ->option_text("FILE");
  serve->add_option("--tls-key", to.tls_key, "Key of the certificate (PEM; default: in the same file)")
      ->option_text("FILE")
      ->needs(certificate);
  serve->add_option("--client-ca", to.client_authority, "Request client certificates of this CA (PEM)")
      ->option_text("FILE")
      ->needs(certificate);
  serve->add_flag("--access-log", to.access_log, "One JSON line per request on standard error");
  return serve;
}

CLI::App* add_restore(CLI::App& app, Raw& raw) {
  CLI::App* restore = app.add_subcommand(
      "restore", "Restore user data after a killed run; may be repeated. Exit 3: some data could not be restored");
  RestoreCommand& to = raw.restore;
  restore->add_option("journal", to.journal, "Journal of the run")->option_text("JOURNAL");
  auto* target =
      restore->add_option("--target", to.target, "Target file of the run, or of the same server")->option_text("FILE");
  restore->add_option("--base-url", to.quick.base_url, "Quick target, as in run (default on loopback: the journal's)")
      ->option_text("URL")
      ->excludes(target);
  restore->add_option("--user-id", to.quick.user_id, "Quick target: its user (default: the journal's)")
      ->option_text("UUID")
      ->excludes(target);
  restore
      ->add_option("--token-env", to.quick.token_env,
                   "Quick target: environment variable with the token (default on loopback: the journal's)")
      ->option_text("NAME")
      ->excludes(target);
  restore->add_option("--api-version", to.quick.api_version, "Quick target: version of the API")
      ->check(version_validator())
      ->excludes(target);
  restore->add_flag("--allow-writes", to.quick.allow_writes,
                    "Implied; accepted so that the command line of run can be reused");
  restore->add_flag("--list", to.list, "List all journals that are not restored; send nothing");
  restore->add_flag("--dry-run", to.dry_run, "Read the users and print what would be restored; write nothing");
  restore->add_flag("--force", to.force, "Restore even if the users have changed since, or the journal is outdated");
  restore->add_flag("--insecure", to.insecure, "Do not verify TLS certificates, as in run");
  restore->final_callback([&to] {
    if (to.journal.empty() && !to.list) throw CLI::RequiredError("journal");
  });
  return restore;
}

CLI::App* add_help(CLI::App& app, Raw& raw) {
  CLI::App* help = app.add_subcommand("help", "Explain a command, or print a page of the documentation");
  help->add_option("topic", raw.help.topic, "Command or topic (default: list the topics)");
  help->add_flag("--man", raw.man)->group("");
  help->add_flag("--bash-completion", raw.bash_completion)->group("");
  return help;
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
  app.footer("conform help lists topics: conform help TOPIC prints a page of the documentation.");
  Options options;
  app.add_option("--suite", options.suite_folder, "Folder with schemas/ and cases/ (default: those of this program)")
      ->option_text("DIR");
  // Behind --suite, which it is about too: options act in the order in which they are declared.
  app.set_version_flag("--version", "conform " CONFORM_VERSION,
                       "Print the versions of the program, the suite and the API, and exit");
  Raw raw;
  CLI::App* run = add_run(app, raw);
  CLI::App* audit = add_audit(app, raw);

  CLI::App* list = app.add_subcommand("list", "List cases, requirements, coverage, operations, faults or variants");
  list->add_option("what", raw.list.what, "What to list")
      ->check(CLI::IsMember({"cases", "requirements", "coverage", "operations", "faults", "variants"}))
      ->capture_default_str();
  list->add_flag("--markdown", raw.list.markdown, "For requirements: the whole document, as in docs/requirements.md");
  list->add_option("selector", raw.list.selectors, "For cases: as in run");
  list->add_option("--api-version", raw.list.api_version, "Only items of this version")->check(version_validator());

  CLI::App* show = app.add_subcommand("show", "Explain one case or requirement, with its requests as curl commands");
  show->add_option("id", raw.show.id,
                   "Id of a case, a case instance or a requirement, or the name of a list of alternatives")
      ->required();
  show->add_option("--api-version", raw.show.api_version, "Version to show (default: the newest)")
      ->check(version_validator());

  CLI::App* validate = app.add_subcommand(
      "validate", "Validate documents against a JSON Schema; exit 0 valid, 1 invalid, 2 unusable input");
  validate
      ->add_option("schema", raw.validate.schema,
                   "Name of a schema of the suite (user-document) or a draft-7 schema file")
      ->required();
  validate->add_option("document", raw.validate.documents, "JSON files; \"-\" for standard input")->required();
  validate->add_flag("--json", raw.validate.json, "Print the findings as JSON");

  CLI::App* lint = app.add_subcommand("lint", "Check case files, schemas, requirements and the links between them");

  CLI::App* report = app.add_subcommand("report", "Render reports from the result of a run");
  report->add_option("report", raw.report_reports, "FORMAT=PATH")->required()->check(report_validator());
  report->add_option("--from", raw.report.from, "Result of a run (--report json=…)")->required()->option_text("RECORD");

  CLI::App* restore = add_restore(app, raw);
  CLI::App* merge = add_merge(app, raw);
  CLI::App* diff = add_diff(app, raw);
  CLI::App* prove = add_prove(app, raw);
  CLI::App* serve = add_serve(app, raw);
  CLI::App* help = add_help(app, raw);
  for (CLI::App* writing : {run, audit, report, merge, diff, prove, serve}) add_file_mode(*writing, raw.file_mode);

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
  if (help->parsed()) {
    if (const auto text = generated_help(app, raw)) {
      std::cout << *text;
      return to_int(ExitCode::good);
    }
    options.command = std::move(raw.help);
  } else if (run->parsed()) {
    raw.run.reports = report_requests(raw.run_reports);
    raw.run.fail_on = raw.fail_on == "should" ? Level::should : Level::must;
    raw.run.colour = colour_of(raw.colour);
    raw.run.timeout = duration(raw.timeout);
    raw.run.case_timeout = duration(raw.case_timeout);
    raw.run.deadline = duration(raw.deadline);
    if (run->count("--seed") > 0) raw.run.seed = raw.seed;
    raw.run.quick.api_version = raw.run.api_version;
    options.command = std::move(raw.run);
  } else if (audit->parsed()) {
    raw.audit.reports = report_requests(raw.audit_reports);
    raw.audit.fail_on = raw.audit_fail_on == "should" ? Level::should : Level::must;
    raw.audit.colour = colour_of(raw.audit_colour);
    raw.audit.clock_skew = duration(raw.clock_skew);
    options.command = std::move(raw.audit);
  } else if (list->parsed()) {
    options.command = std::move(raw.list);
  } else if (show->parsed()) {
    options.command = std::move(raw.show);
  } else if (validate->parsed()) {
    options.command = std::move(raw.validate);
  } else if (lint->parsed()) {
    options.command = LintCommand{};
  } else if (report->parsed()) {
    raw.report.reports = report_requests(raw.report_reports);
    options.command = std::move(raw.report);
  } else if (merge->parsed()) {
    raw.merge.reports = report_requests(raw.merge_reports);
    raw.merge.colour = colour_of(raw.merge_colour);
    options.command = std::move(raw.merge);
  } else if (diff->parsed()) {
    raw.diff.reports = report_requests(raw.diff_reports);
    options.command = std::move(raw.diff);
  } else if (prove->parsed()) {
    options.command = std::move(raw.prove);
  } else if (restore->parsed()) {
    options.command = std::move(raw.restore);
  } else if (serve->parsed()) {
    options.command = std::move(raw.serve);
  }
  return options;
}

}  // namespace conform
