#include "cli/command_options.hpp"

#include <CLI/CLI.hpp>
#include <array>
#include <limits>
#include <string_view>

#include "cli/option_checks.hpp"
#include "reports/render.hpp"

namespace conform {
namespace {

std::string formats_explained() {
  std::string text;
  for (const ReportFormat& format : known_formats()) {
    text += (text.empty() ? "" : "; ") + std::string{format.name} + " (" + std::string{format.about} + ")";
  }
  return text;
}

// For the commands that write files.
void add_file_mode(CLI::App& command, std::string& to) {
  command
      .add_option("--file-mode", to,
                  "Permissions of written files, as for chmod: 0644 lets all users of this machine read them")
      ->check(file_mode_validator())
      ->capture_default_str();
}

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

// A target file, or the flags that stand for one.
struct TargetOptions {
  CLI::Option* file = nullptr;
  CLI::Option* base_url = nullptr;
};

TargetOptions add_target(CLI::App& command, std::string& file, QuickTarget& quick) {
  auto* target =
      command.add_option("--target", file, "Target file (docs/target-file.md; default: the variable CONFORM_TARGET)")
          ->option_text("FILE");
  auto* base_url =
      command.add_option("--base-url", quick.base_url, "Quick target: base URL, http(s)://host/user/VERSION")
          ->option_text("URL")
          ->excludes(target);
  auto* user_id =
      command.add_option("--user-id", quick.user_id, "Quick target: the user whose record the cases overwrite")
          ->option_text("UUID");
  auto* token_env =
      command.add_option("--token-env", quick.token_env, "Quick target: environment variable with that user's token")
          ->option_text("NAME");
  base_url->needs(user_id)->needs(token_env);
  user_id->needs(base_url);
  token_env->needs(base_url);
  return {.file = target, .base_url = base_url};
}

CLI::App* add_init(CLI::App& app, Raw& raw) {
  CLI::App* init = app.add_subcommand("init", "Write a target file for your server; asks on a terminal");
  InitCommand& to = raw.init;
  init->add_option("base-url", to.base_url, "Base URL of the API, http(s)://host/user/VERSION (default: asks for it)");
  init->add_option("-o,--output", to.file, "File to write; it must not exist")
      ->option_text("FILE")
      ->capture_default_str();
  init->add_option("--user-id", to.user_ids, "Id of a test user; repeatable (default: from the variable USER1_ID)")
      ->option_text("UUID")
      ->allow_extra_args(false);
  init->add_option("--token-env", to.token_envs,
                   "Environment variable with the token of a test user, in the same order (default: USER1_TOKEN)")
      ->option_text("NAME")
      ->allow_extra_args(false);
  init->add_option("--name", to.name, "How reports call the server (default: its host)");
  init->add_option("--api-version", to.api_version, "Version of the API (default: the base URL's last segment)")
      ->check(version_validator());
  init->add_flag("--allow-writes", to.allow_writes, "All of them are test users: their data may be overwritten");
  return init;
}

CLI::App* add_check(CLI::App& app, Raw& raw) {
  CLI::App* check = app.add_subcommand(
      "check", "Check a target by GET and token requests alone; exit 0 ready, 2 unusable input, 3 not ready");
  RunCommand& to = raw.check.run;
  const TargetOptions target = add_target(*check, to.target, to.quick);
  check->add_flag("--allow-writes", to.quick.allow_writes,
                  "Implied; accepted so that the command line of run can be reused");
  check
      ->add_option("--api-version", to.quick.api_version,
                   "Quick target: version of the API (default: the base URL's last segment)")
      ->check(version_validator())
      ->excludes(target.file);
  check
      ->add_option("--timeout", raw.check_timeout,
                   "Time limit of one request: 1.5 (seconds), 500ms, 1m (default: the target's, or 10)")
      ->check(duration_validator(std::chrono::hours{1}));
  check->add_option("--rate", to.rate, "Maximum requests per second: 20/s (default: the target's)")
      ->check(rate_validator());
  check->add_flag("--insecure", to.insecure, "Do not verify TLS certificates, as in run");
  return check;
}

constexpr const char* about_selectors =
    "Cases: beginning of an id, glob, requirement:ID, tag:NAME; several add up (default: all)";

// Gives the option that nothing goes with which writes.
CLI::Option* add_selection(CLI::App& command, SelectionFlags& to) {
  command.add_flag("--smoke", to.smoke, "Only about 100 cases that find most faults");
  command.add_option("--and", to.narrow, "Only cases that this selector selects, too; repeatable")
      ->option_text("SELECTOR")
      ->allow_extra_args(false);
  command.add_option("--skip", to.skip, "Without the cases that this selector selects; repeatable")
      ->option_text("SELECTOR")
      ->allow_extra_args(false);
  command.add_option("--failed-in", to.failed_in, "Only cases that failed or errored in this result of a run")
      ->option_text("RESULT");
  return command.add_flag("--read-only", to.read_only, "Only cases that write nothing; only GET requests are sent");
}

// Of run, explore and shrink; only one of them is parsed.
void add_run_target(CLI::App& command, RunCommand& to) {
  const TargetOptions target = add_target(command, to.target, to.quick);
  command
      .add_flag("--allow-writes", to.quick.allow_writes,
                "Allow overwriting this user's data on a host other than localhost")
      ->needs(target.base_url);
  command
      .add_option("--api-version", to.api_version,
                  "Version of the API (default: the base URL's last segment, or 2024-3)")
      ->check(version_validator())
      ->excludes(target.file);
}

// Of run and explore.
void add_generated(CLI::App& command, Raw& raw, bool only_explore) {
  RunCommand& to = raw.run;
  const char* about = "Add generated sequences that send N requests (seed 1, or --seed)";
  if (only_explore) about = "Requests that the sequences send";
  auto* explore = command.add_option(only_explore ? "--requests" : "--explore", to.explore, about)
                      ->check(whole_number_validator(1, 100'000'000))
                      ->option_text("N");
  if (only_explore) explore->default_str("2000");
  command
      .add_option("--write-cases", to.write_cases, "Write the shortest sequence of each cause as a case file to DIR")
      ->option_text("DIR");
  command
      .add_option("--writings", raw.writings,
                  "Ways to write requests: usual, or all, with slow ones and HTTP/1.0 also off this machine")
      ->check(CLI::IsMember({"usual", "all"}))
      ->capture_default_str();
  command.add_flag("--soak", to.soak, "With pauses of seconds in some sequences");
}

void add_run_options(CLI::App* run, Raw& raw, bool only_explore) {
  RunCommand& to = raw.run;
  add_run_target(*run, to);
  add_generated(*run, raw, only_explore);
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
  run->add_option("--max-requests", to.max_requests,
                  "Stop before more than N requests; cases not run by then are errored (0: no limit)")
      ->check(whole_number_validator(0, 1'000'000'000))
      ->capture_default_str();
  run->add_flag("--insecure", to.insecure, "Do not verify TLS certificates (insecure; noted in every report)");
  run->add_option("--repeat", to.repeat, "Run each case N times; the worst result counts; different results = flaky")
      ->check(whole_number_validator(1, 1000))
      ->capture_default_str();
  run->add_option("--seed", raw.seed, "Seed for the case order and for generated ids and keys")
      ->check(whole_number_validator(0, std::numeric_limits<std::uint64_t>::max()))
      ->option_text("NUMBER");
  run->add_option("--member-order", to.member_order, "Seed for the order of the members in request documents")
      ->check(whole_number_validator(0, std::numeric_limits<std::uint64_t>::max()))
      ->capture_default_str();
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
}

CLI::App* add_run(CLI::App& app, Raw& raw) {
  CLI::App* run = app.add_subcommand(
      "run", "Run cases against a server and report the results (default: the embedded reference server)");
  run->add_option("selector", raw.run.selectors, about_selectors);
  auto* read_only = add_selection(*run, raw.run.selection);
  run->add_option("--cases", raw.run.cases, "Add the case files of a folder, as --write-cases writes them")
      ->option_text("DIR");
  add_run_options(run, raw, false);
  read_only->excludes(run->get_option("--explore"));
  return run;
}

CLI::App* add_explore(CLI::App& app, Raw& raw) {
  CLI::App* explore =
      app.add_subcommand("explore", "Send generated sequences of requests to a server and report what is wrong");
  add_run_options(explore, raw, true);
  return explore;
}

CLI::App* add_shrink(CLI::App& app, Raw& raw) {
  CLI::App* shrink =
      app.add_subcommand("shrink", "Find out which earlier cases a failed case of a run needs in order to fail");
  shrink->add_option("result", raw.run.shrink_result, "Result of the run (--report json=…)")->required();
  shrink->add_option("case", raw.run.shrink_case, "Id of the failed case")->required();
  add_run_target(*shrink, raw.run);
  return shrink;
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
  auto* smoke = prove->add_flag("--smoke", to.smoke, "Print how many must-level faults the cases of run --smoke find");
  prove->add_flag("--mutations", to.mutations, "Only mutations of responses (\"getUser 200 /data/id: dropped\")")
      ->excludes(smoke);
  prove->add_option("--api-version", to.api_version, "Version of the API for faults, variants and mutations")
      ->check(version_validator())
      ->capture_default_str();
  prove->add_option("--jobs", to.jobs, "Servers to test concurrently")->check(CLI::Range(1, 64))->capture_default_str();
  prove->add_option("--markdown", to.markdown, "Write the matrix as Markdown")->option_text("FILE");
  prove->add_option("--json", to.json, "Write the matrix as JSON")->option_text("FILE");
  prove->add_option("--check", to.check, "Fail unless this Markdown file has the same content")->option_text("FILE");
  auto* explore = prove
                      ->add_option("--explore", to.explore,
                                   "Instead of the cases: N requests of generated sequences for each server")
                      ->check(whole_number_validator(1, 100'000'000))
                      ->option_text("N")
                      ->excludes(smoke);
  prove->add_option("--seed", to.seeds, "With --explore: seeds (default: 1)")
      ->delimiter(',')
      ->option_text("NUMBER,...")
      ->needs(explore);
  prove->add_option("--write-cases", to.write_cases, "With --explore: write the shortest sequence of each fault to DIR")
      ->option_text("DIR")
      ->needs(explore);
  prove->add_flag(
      "--audit", to.audit,
      "Record each server and audit the recordings, in place of running cases; with --explore, of its requests");
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

CLI::App* add_list(CLI::App& app, Raw& raw) {
  CLI::App* list =
      app.add_subcommand("list", "List cases, requirements, tags, operations, coverage, faults or variants");
  list->add_option("what", raw.list.what, "What to list")
      ->check(CLI::IsMember({"cases", "requirements", "tags", "operations", "coverage", "faults", "variants"}))
      ->capture_default_str();
  auto* markdown = list->add_flag("--markdown", raw.list.markdown,
                                  "For requirements: the whole document, as in docs/requirements.md");
  auto* values = list->add_flag("--values", raw.list.values,
                                "For coverage: of the attributes of User documents, alone and together");
  list->add_option("selector", raw.list.selectors,
                   "Beginning of an id or name, or a glob; of cases as in run (default: all)");
  list->add_flag("--json", raw.list.json, "Print JSON (schemas/suite/list.schema.json)")
      ->excludes(markdown)
      ->excludes(values);
  add_selection(*list, raw.list.selection);
  list->add_option("--api-version", raw.list.api_version, "Only items of this version")->check(version_validator());
  return list;
}

CLI::App* add_show(CLI::App& app, Raw& raw) {
  CLI::App* show = app.add_subcommand("show", "Explain one case or requirement, with its requests as curl commands");
  show->add_option("id", raw.show.id,
                   "Id of a case, a case instance or a requirement, or the name of a list of alternatives")
      ->required();
  show->add_flag("--json", raw.show.json, "Print JSON (schemas/suite/show.schema.json)");
  show->add_option("--api-version", raw.show.api_version, "Version to show (default: the newest)")
      ->check(version_validator());
  return show;
}

/// What `conform validate` cannot do, and says when it meets it.
constexpr const char* limits_of_validation =
    "Schemas are of draft 7. Keywords and formats that draft 7 does not have are annotations without an effect, unless "
    "--strict refuses them. Formats of text are asserted, and so are base64 as contentEncoding and application/json as "
    "contentMediaType. Not supported, and refused by name with exit code 2:\n"
    "- other drafts in $schema\n"
    "- references to what is not a schema, and to URIs without --schema-base\n"
    "- in patterns: lookahead, lookbehind, backreferences, more than 1000 repetitions, and properties but general "
    "categories by their short names (\\p{Lu}) and scripts (\\p{Script=Greek})\n"
    "- text that has the format idn-email, idn-hostname, iri, iri-reference, relative-json-pointer or uri-template, "
    "and host names with labels that begin with \"xn--\"\n"
    "- documents for which more than 1000 schemas apply one inside the other";

CLI::App* add_validate(CLI::App& app, Raw& raw) {
  CLI::App* validate = app.add_subcommand(
      "validate", "Validate documents against a JSON Schema; exit 0 valid, 1 invalid, 2 unusable input");
  validate
      ->add_option("schema", raw.validate.schema,
                   "Name of a schema of the suite (user-document) or a draft-7 schema file")
      ->required();
  validate->add_option("document", raw.validate.documents, "JSON files; \"-\" for standard input")->required();
  validate
      ->add_option("--schema-base", raw.validate.bases,
                   "Read references to URIs below this one as files of a folder; may be repeated")
      ->option_text("URI=FOLDER")
      ->allow_extra_args(false)
      ->check(schema_base_validator());
  validate->add_flag("--strict", raw.validate.strict,
                     "Refuse unknown keywords and formats in the schema (always so for schemas of the suite)");
  validate->add_flag("--json", raw.validate.json, "Print the findings as JSON");
  validate->footer(limits_of_validation);
  return validate;
}

CLI::App* add_report(CLI::App& app, Raw& raw) {
  CLI::App* report = app.add_subcommand("report", "Render reports from the result of a run");
  report->add_option("report", raw.report_reports, "FORMAT=PATH")->required()->check(report_validator());
  report->add_option("--from", raw.report.from, "Result of a run (--report json=…)")->required()->option_text("RECORD");
  return report;
}

/// Where an option is in the help, and what its value is called; the same for every command that has it.
struct OptionPlace {
  std::string_view option;
  std::string_view group;
  std::string_view value;  ///< empty: it has one already, or is a flag
};

constexpr std::string_view of_target = "Target";
constexpr std::string_view of_selection = "Selection";
constexpr std::string_view of_generated = "Generated sequences";
constexpr std::string_view of_pace = "Time and speed";
constexpr std::string_view of_output = "Output and result";
constexpr std::string_view of_data = "Data of the users";
constexpr std::string_view of_known = "Known failures";
constexpr std::string_view of_shards = "Shards";
constexpr std::string_view of_server = "Server";

constexpr auto option_places = std::to_array<OptionPlace>({
    {"target", of_target, ""},
    {"base-url", of_target, ""},
    {"user-id", of_target, ""},
    {"token-env", of_target, ""},
    {"allow-writes", of_target, ""},
    {"api-version", of_target, "VERSION"},
    {"insecure", of_target, ""},
    {"smoke", of_selection, ""},
    {"and", of_selection, ""},
    {"skip", of_selection, ""},
    {"failed-in", of_selection, ""},
    {"read-only", of_selection, ""},
    {"cases", of_selection, ""},
    {"explore", of_generated, ""},
    {"requests", of_generated, ""},
    {"write-cases", of_generated, ""},
    {"writings", of_generated, "usual|all"},
    {"soak", of_generated, ""},
    {"jobs", of_pace, "N"},
    {"timeout", of_pace, "TIME"},
    {"case-timeout", of_pace, "TIME"},
    {"deadline", of_pace, "TIME"},
    {"rate", of_pace, "RATE"},
    {"max-failures", of_pace, "N"},
    {"max-requests", of_pace, "N"},
    {"repeat", of_pace, "N"},
    {"seed", of_pace, "NUMBER"},
    {"member-order", of_pace, "NUMBER"},
    {"report", of_output, "FORMAT=PATH"},
    {"fail-on", of_output, "must|should"},
    {"require-complete", of_output, ""},
    {"fail-on-flaky", of_output, ""},
    {"dry-run", of_output, ""},
    {"quiet", of_output, ""},
    {"verbose", of_output, ""},
    {"color", of_output, "auto|always|never"},
    {"file-mode", of_output, "MODE"},
    {"no-restore", of_data, ""},
    {"journal", of_data, "FILE"},
    {"known", of_known, ""},
    {"strict-known", of_known, ""},
    {"write-known", of_known, ""},
    {"shard", of_shards, ""},
    {"shards", of_shards, "N"},
    {"timings", of_shards, ""},
    {"host", of_server, "ADDRESS"},
    {"port", of_server, "PORT"},
    {"users", of_server, "N"},
    {"name", "", "NAME"},
});

void arrange_options(CLI::App& command) {
  for (const OptionPlace& place : option_places) {
    CLI::Option* option = command.get_option_no_throw("--" + std::string{place.option});
    if (option == nullptr) continue;
    if (!place.group.empty()) option->group(std::string{place.group});
    if (!place.value.empty()) option->option_text(std::string{place.value});
  }
}

}  // namespace

Commands add_commands(CLI::App& app, Raw& raw) {
  Commands commands;
  commands.init = add_init(app, raw);
  commands.check = add_check(app, raw);
  commands.run = add_run(app, raw);
  commands.explore = add_explore(app, raw);
  commands.audit = add_audit(app, raw);
  commands.list = add_list(app, raw);
  commands.show = add_show(app, raw);
  commands.help = add_help(app, raw);
  commands.report = add_report(app, raw);
  commands.merge = add_merge(app, raw);
  commands.diff = add_diff(app, raw);
  commands.shrink = add_shrink(app, raw);
  commands.restore = add_restore(app, raw);
  commands.lint = app.add_subcommand("lint", "Check case files, schemas, requirements and the links between them");
  commands.lint->add_flag("--json", raw.lint.json, "Print JSON (schemas/suite/lint.schema.json)");
  commands.validate = add_validate(app, raw);
  commands.prove = add_prove(app, raw);
  commands.serve = add_serve(app, raw);
  for (CLI::App* writing : {commands.run, commands.explore, commands.audit, commands.report, commands.merge,
                            commands.diff, commands.prove, commands.serve})
    add_file_mode(*writing, raw.file_mode);
  for (CLI::App* command : app.get_subcommands([](CLI::App*) { return true; })) arrange_options(*command);
  for (CLI::App* command : {commands.init, commands.check, commands.run, commands.explore, commands.audit})
    command->group("Test a server");
  for (CLI::App* command : {commands.list, commands.show, commands.help}) command->group("Look up");
  for (CLI::App* command : {commands.report, commands.merge, commands.diff, commands.shrink, commands.restore})
    command->group("After a run");
  for (CLI::App* command : {commands.lint, commands.validate, commands.prove, commands.serve})
    command->group("Write and prove cases");
  return commands;
}

}  // namespace conform
