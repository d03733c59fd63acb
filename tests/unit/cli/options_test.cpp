#include "cli/options.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

namespace conform::test {
namespace {

using namespace std::chrono_literals;

/// What parsing printed, beside what it gave back.
struct Parsed {
  std::variant<Options, int> result;
  std::string out;
  std::string err;
};

Parsed parsed(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "conform");
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  auto result = parse_options(static_cast<int>(arguments.size()), arguments.data());
  std::string out = ::testing::internal::GetCapturedStdout();
  std::string err = ::testing::internal::GetCapturedStderr();
  return {.result = std::move(result), .out = std::move(out), .err = std::move(err)};
}

template <class Command>
Command command(const std::vector<const char*>& arguments) {
  const Parsed all = parsed(arguments);
  const auto* options = std::get_if<Options>(&all.result);
  if (options == nullptr) {
    ADD_FAILURE() << all.err;
    return {};
  }
  EXPECT_TRUE(std::holds_alternative<Command>(options->command));
  return std::get<Command>(options->command);
}

/// The exit code of arguments that are not to be executed; -1 when they are.
int refused(const std::vector<const char*>& arguments) {
  const Parsed all = parsed(arguments);
  const int* code = std::get_if<int>(&all.result);
  if (code == nullptr) return -1;
  EXPECT_NE(all.err, "") << "a mistake must be explained";
  return *code;
}

TEST(RunOptions, HaveTheirDefaults) {
  const auto run = command<RunCommand>({"run"});
  EXPECT_TRUE(run.selectors.empty());
  EXPECT_EQ(run.target, "");
  EXPECT_EQ(run.quick.base_url, "");
  EXPECT_EQ(run.api_version, "");
  EXPECT_TRUE(run.reports.empty());
  EXPECT_EQ(run.fail_on, Level::must);
  EXPECT_FALSE(run.require_complete);
  EXPECT_EQ(run.jobs, 8U);
  EXPECT_EQ(run.timeout, std::nullopt);
  EXPECT_EQ(run.max_failures, 0U);
  EXPECT_EQ(run.seed, std::nullopt);
  EXPECT_FALSE(run.dry_run);
  EXPECT_FALSE(run.quiet);
  EXPECT_FALSE(run.verbose);
  EXPECT_EQ(run.colour, Colour::automatic);
}

TEST(RunOptions, AreAllRead) {
  const auto run = command<RunCommand>({"run",
                                        "--target",
                                        "t.json",
                                        "--report",
                                        "junit=a.xml",
                                        "--report",
                                        "json=-",
                                        "--fail-on",
                                        "should",
                                        "--require-complete",
                                        "--jobs",
                                        "7",
                                        "--timeout",
                                        "1.5",
                                        "--max-failures",
                                        "3",
                                        "--seed",
                                        "18446744073709551615",
                                        "--dry-run",
                                        "-v",
                                        "--color",
                                        "never",
                                        "users/get",
                                        "tag:smoke"});
  EXPECT_EQ(run.selectors, (std::vector<std::string>{"users/get", "tag:smoke"}));
  EXPECT_EQ(run.target, "t.json");
  ASSERT_EQ(run.reports.size(), 2U);
  EXPECT_EQ(run.reports[0].format, "junit");
  EXPECT_EQ(run.reports[0].path, "a.xml");
  EXPECT_EQ(run.reports[1].format, "json");
  EXPECT_EQ(run.reports[1].path, "-");
  EXPECT_EQ(run.fail_on, Level::should);
  EXPECT_TRUE(run.require_complete);
  EXPECT_EQ(run.jobs, 7U);
  EXPECT_EQ(run.timeout, 1500ms);
  EXPECT_EQ(run.max_failures, 3U);
  EXPECT_EQ(run.seed, 18446744073709551615U);
  EXPECT_TRUE(run.dry_run);
  EXPECT_TRUE(run.verbose);
  EXPECT_EQ(run.colour, Colour::never);
  EXPECT_TRUE(command<RunCommand>({"run", "--quiet"}).quiet);
  EXPECT_EQ(command<RunCommand>({"run", "--color", "always"}).colour, Colour::always);
  EXPECT_EQ(command<RunCommand>({"run", "--seed", "0"}).seed, 0U);
  EXPECT_EQ(command<RunCommand>({"run", "--timeout", "0.001"}).timeout, 1ms);
}

TEST(RunOptions, AboutPatienceAndRestoringAreRead) {
  const auto none = command<RunCommand>({"run"});
  EXPECT_TRUE(none.restore);
  EXPECT_EQ(none.journal, "");
  EXPECT_EQ(none.rate, "");
  EXPECT_EQ(none.repeat, 1U);
  EXPECT_EQ(none.deadline, std::nullopt);
  EXPECT_EQ(none.case_timeout, std::nullopt);
  const auto all = command<RunCommand>({"run", "--rate", "0.5/s", "--deadline", "10m", "--case-timeout", "90s",
                                        "--repeat", "3", "--journal", "j.json", "--timeout", "500ms"});
  EXPECT_EQ(all.rate, "0.5/s");
  EXPECT_EQ(all.deadline, 10min);
  EXPECT_EQ(all.case_timeout, 90s);
  EXPECT_EQ(all.repeat, 3U);
  EXPECT_EQ(all.journal, "j.json");
  EXPECT_EQ(all.timeout, 500ms);
  EXPECT_FALSE(command<RunCommand>({"run", "--no-restore"}).restore);
}

TEST(OtherOptions, OfRestoreAreRead) {
  const auto restore = command<RestoreCommand>({"restore", "j.json", "--target", "t.json"});
  EXPECT_EQ(restore.journal, "j.json");
  EXPECT_EQ(restore.target, "t.json");
  EXPECT_FALSE(restore.force || restore.dry_run || restore.list);
  const auto named = command<RestoreCommand>({"restore", "j.json", "--base-url", "http://h/user/2024-3", "--user-id",
                                              "u", "--token-env", "T", "--allow-writes", "--dry-run", "--force"});
  EXPECT_EQ(named.quick.base_url, "http://h/user/2024-3");
  EXPECT_EQ(named.quick.token_env, "T");
  EXPECT_TRUE(named.force && named.dry_run);
  EXPECT_TRUE(command<RestoreCommand>({"restore", "--list"}).list);
}

TEST(RunOptions, KeepEqualsSignsInPaths) {
  EXPECT_EQ(command<RunCommand>({"run", "--report", "junit=a=b/c=d.xml"}).reports.front().path, "a=b/c=d.xml");
}

TEST(RunOptions, TakeSelectorsAfterAReport) {
  const auto run = command<RunCommand>({"run", "--report", "junit=a.xml", "users/get"});
  EXPECT_EQ(run.reports.size(), 1U);
  EXPECT_EQ(run.selectors, std::vector<std::string>{"users/get"});
}

TEST(RunOptions, HaveAQuickTarget) {
  const auto run = command<RunCommand>({"run", "--base-url", "https://u.example/x", "--user-id", "an-id", "--token-env",
                                        "TOKEN", "--allow-writes", "--api-version", "2025-1"});
  EXPECT_EQ(run.quick.base_url, "https://u.example/x");
  EXPECT_EQ(run.quick.user_id, "an-id");
  EXPECT_EQ(run.quick.token_env, "TOKEN");
  EXPECT_EQ(run.quick.api_version, "2025-1");
  EXPECT_TRUE(run.quick.allow_writes);
}

TEST(RunOptions, OfAQuickTargetGoTogether) {
  EXPECT_EQ(refused({"run", "--base-url", "http://u.example"}), 2);
  EXPECT_EQ(refused({"run", "--base-url", "http://u.example", "--user-id", "x"}), 2);
  EXPECT_EQ(refused({"run", "--base-url", "http://u.example", "--token-env", "T"}), 2);
  EXPECT_EQ(refused({"run", "--user-id", "x"}), 2);
  EXPECT_EQ(refused({"run", "--token-env", "T"}), 2);
  EXPECT_EQ(refused({"run", "--allow-writes"}), 2);
}

TEST(RunOptions, ExcludeEachOther) {
  EXPECT_EQ(
      refused({"run", "--target", "t.json", "--base-url", "http://u.example", "--user-id", "x", "--token-env", "T"}),
      2);
  EXPECT_EQ(refused({"run", "--target", "t.json", "--api-version", "2024-3"}), 2);
  EXPECT_EQ(refused({"run", "-q", "-v"}), 2);
  EXPECT_EQ(refused({"run", "--read-only", "--explore", "100"}), 2) << "sequences write";
  EXPECT_EQ(refused({"list", "requirements", "--json", "--markdown"}), 2);
}

/// A command line, its arguments apart by spaces.
class MistakenCommand : public ::testing::TestWithParam<std::string> {};

TEST_P(MistakenCommand, IsExitCodeTwo) {
  std::istringstream words{GetParam()};
  const std::vector<std::string> all{std::istream_iterator<std::string>{words}, {}};
  std::vector<const char*> arguments;
  arguments.reserve(all.size());
  for (const std::string& word : all) arguments.push_back(word.c_str());
  EXPECT_EQ(refused(arguments), 2);
}

INSTANTIATE_TEST_SUITE_P(
    Line, MistakenCommand,
    ::testing::Values("walk", "--bogus", "run --bogus", "run --report", "run --report junit",
                      "run --report junit=", "run --report =x", "run --report jnuit=x", "run --fail-on observe",
                      "run --jobs 0", "run --jobs 65", "run --jobs many", "run --jobs -1", "run --timeout 0",
                      "run --timeout -1", "run --timeout 3601", "run --timeout soon", "run --timeout nan",
                      "run --timeout inf", "run --seed x", "run --seed -1", "run --seed 18446744073709551616",
                      "run --max-failures -1", "run --max-failures 1.5", "run --repeat 0", "run --rate 5",
                      "run --rate -1/s", "run --rate nan/s", "run --deadline 0", "run --case-timeout never",
                      "run --no-restore --journal j.json", "restore", "restore a b", "run --color purple",
                      "run --api-version 2024-9", "list nonsense", "list --api-version x", "show", "validate",
                      "validate user-document", "validate --schema-base a=b s.json -", "report junit=x",
                      "report --from x", "report nonsense=x --from x", "lint more", "serve --port 65536",
                      "serve --port -1", "serve --api-version 1999-1", "prove --jobs 0", "prove --api-version 1999-1"));

TEST(OtherOptions, OfListAreRead) {
  EXPECT_EQ(command<ListCommand>({"list"}).what, "cases");
  const auto list = command<ListCommand>({"list", "cases", "users", "--api-version", "2022-1"});
  EXPECT_EQ(list.selectors, std::vector<std::string>{"users"});
  EXPECT_EQ(list.api_version, "2022-1");
  for (const char* what : {"requirements", "operations", "faults", "variants"})
    EXPECT_EQ(command<ListCommand>({"list", what}).what, what);
}

TEST(OtherOptions, OfShowValidateLintAndReportAreRead) {
  EXPECT_EQ(command<ShowCommand>({"show", "UPDATE-MERGE", "--api-version", "2022-1"}).id, "UPDATE-MERGE");
  const auto validate = command<ValidateCommand>({"validate", "--json", "user-document", "a.json", "-"});
  EXPECT_TRUE(validate.json);
  EXPECT_FALSE(validate.strict);
  EXPECT_EQ(command<ValidateCommand>({"validate", "--strict", "--schema-base", "http://a/=b", "s.json", "-"}).bases,
            std::vector<std::string>{"http://a/=b"});
  EXPECT_EQ(validate.schema, "user-document");
  EXPECT_EQ(validate.documents, (std::vector<std::string>{"a.json", "-"}));
  static_cast<void>(command<LintCommand>({"lint"}));
  const auto report = command<ReportCommand>({"report", "junit=a.xml", "json=b.json", "--from", "result.json"});
  EXPECT_EQ(report.from, "result.json");
  ASSERT_EQ(report.reports.size(), 2U);
  EXPECT_EQ(report.reports[1].path, "b.json");
}

TEST(OtherOptions, OfServeAreRead) {
  const auto usual = command<ServeCommand>({"serve"});
  EXPECT_EQ(usual.host, "127.0.0.1");
  EXPECT_EQ(usual.port, 0);
  EXPECT_EQ(usual.api_version, "2024-3");
  EXPECT_FALSE(usual.access_log);
  const auto serve = command<ServeCommand>({"serve", "--host", "::1", "--port", "8080", "--db", "d.sqlite",
                                            "--api-version", "2021-2", "--fault", "a", "--fault", "b", "--variant", "c",
                                            "--write-target", "t.json", "--access-log"});
  EXPECT_EQ(serve.host, "::1");
  EXPECT_EQ(serve.port, 8080);
  EXPECT_EQ(serve.db, "d.sqlite");
  EXPECT_EQ(serve.api_version, "2021-2");
  EXPECT_EQ(serve.faults, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(serve.variants, std::vector<std::string>{"c"});
  EXPECT_EQ(serve.write_target, "t.json");
  EXPECT_TRUE(serve.access_log);
}

TEST(OtherOptions, OfProveAreRead) {
  const auto prove = command<ProveCommand>({"prove", "put-*", "gzip", "--api-version", "2022-1", "--jobs", "3",
                                            "--markdown", "m.md", "--json", "m.json", "-v"});
  EXPECT_EQ(prove.names, (std::vector<std::string>{"put-*", "gzip"}));
  EXPECT_EQ(prove.api_version, "2022-1");
  EXPECT_EQ(prove.jobs, 3U);
  EXPECT_EQ(prove.markdown, "m.md");
  EXPECT_EQ(prove.json, "m.json");
  EXPECT_TRUE(prove.verbose);
}

TEST(OtherOptions, OfMergeAndDiffAreRead) {
  const auto merge = command<MergeCommand>(
      {"merge", "1.json", "2.json", "--report", "junit=j.xml", "--require-complete", "-q", "--color", "never"});
  EXPECT_EQ(merge.results, (std::vector<std::string>{"1.json", "2.json"}));
  ASSERT_EQ(merge.reports.size(), 1U);
  EXPECT_EQ(merge.reports.front().path, "j.xml");
  EXPECT_TRUE(merge.require_complete);
  EXPECT_TRUE(merge.quiet);
  EXPECT_EQ(merge.colour, Colour::never);
  const auto diff = command<DiffCommand>({"diff", "a.json", "b.json", "--report", "markdown=d.md"});
  EXPECT_EQ(diff.before, "a.json");
  EXPECT_EQ(diff.after, "b.json");
  ASSERT_EQ(diff.reports.size(), 1U);
  EXPECT_EQ(diff.reports.front().format, "markdown");
}

TEST(OtherOptions, OfKnownFailuresAndShardsAreRead) {
  const auto run = command<RunCommand>({"run", "--known", "k.json", "--strict-known", "--write-known", "w.json",
                                        "--shard", "auto", "--shards", "8", "--timings", "t.json"});
  EXPECT_EQ(run.known, "k.json");
  EXPECT_TRUE(run.strict_known);
  EXPECT_EQ(run.write_known, "w.json");
  EXPECT_EQ(run.shard, "auto");
  EXPECT_EQ(run.shards, 8U);
  EXPECT_EQ(run.timings, "t.json");
  EXPECT_EQ(command<ServeCommand>({"serve", "--users", "16"}).users, 16U);
}

TEST(OtherOptions, NameTheSuiteForEveryCommand) {
  const Parsed all = parsed({"--suite", "a/folder", "lint"});
  ASSERT_TRUE(std::holds_alternative<Options>(all.result));
  EXPECT_EQ(std::get<Options>(all.result).suite_folder, "a/folder");
}

TEST(Help, IsExitCodeZeroOnStandardOutput) {
  for (const std::vector<const char*>& arguments : {std::vector<const char*>{"--help"}, std::vector<const char*>{"-h"},
                                                    std::vector<const char*>{"run", "--help"}}) {
    const Parsed all = parsed(arguments);
    EXPECT_EQ(std::get<int>(all.result), 0);
    EXPECT_NE(all.out, "");
    EXPECT_EQ(all.err, "");
  }
}

TEST(NoCommand, HasAShortHelpWithThreeExamplesAndIsAMistake) {
  const Parsed all = parsed({});
  EXPECT_EQ(std::get<int>(all.result), 2) << "a CI job whose arguments got lost must not be green";
  EXPECT_EQ(std::count(all.err.begin(), all.err.end(), '#'), 3) << all.err;
  EXPECT_NE(all.err.find("conform run --target"), std::string::npos) << all.err;
}

TEST(Help, BeginsWithExamplesAndGroupsItsOptions) {
  for (const char* name : {"init", "check", "run", "explore", "shrink", "list", "show", "validate", "lint", "report",
                           "merge", "diff", "prove", "restore", "serve", "help"}) {
    const std::string help = parsed({name, "--help"}).out;
    EXPECT_TRUE(help.starts_with("Examples\n  ")) << help;
    EXPECT_NE(help.find(std::string{"conform "} + name), std::string::npos) << help;
    EXPECT_NE(help.find("\nUsage: conform "), std::string::npos) << help;
    for (const char* raw : {"TEXT", "UINT", "INT in", "REQUIRED", "Excludes:", "{false}", " ..."})
      EXPECT_EQ(help.find(raw), std::string::npos) << raw << " is in\n" << help;
  }
  const std::string run = parsed({"run", "--help"}).out;
  for (const char* group : {"\nTarget\n", "\nSelection\n", "\nGenerated sequences\n", "\nTime and speed\n",
                            "\nOutput and result\n", "\nKnown failures\n", "\nShards\n", "\nOther options\n"})
    EXPECT_NE(run.find(group), std::string::npos) << group;
  EXPECT_NE(run.find("(default: 8)"), std::string::npos) << run;
}

TEST(Help, IsNoWiderThanATerminal) {
  for (const char* name : {"run", "serve", "restore"}) {
    std::istringstream lines{parsed({name, "--help"}).out};
    for (std::string line; std::getline(lines, line);) {
      const bool example = line.starts_with("  conform ");
      EXPECT_TRUE(example || line.size() <= 80) << line;
    }
  }
}

TEST(GlobalOptions, MayBeBehindTheCommand) {
  const Parsed all = parsed({"lint", "--suite", "a/folder"});
  ASSERT_TRUE(std::holds_alternative<Options>(all.result)) << all.err;
  EXPECT_EQ(std::get<Options>(all.result).suite_folder, "a/folder");
  for (const std::vector<const char*>& arguments :
       {std::vector<const char*>{"-V"}, std::vector<const char*>{"run", "-V"},
        std::vector<const char*>{"run", "--version"}})
    static_cast<void>(command<VersionCommand>(arguments));
}

TEST(Mistakes, SuggestTheWordThatWasMeant) {
  EXPECT_NE(parsed({"list", "case"}).err.find("unknown value \"case\" (did you mean \"cases\"? choose cases, "),
            std::string::npos);
}

TEST(Mistakes, NameTheValueThatIsMissing) {
  EXPECT_NE(parsed({"run", "--target"}).err.find("--target needs a file"), std::string::npos);
  EXPECT_NE(parsed({"run", "--siute", "x"}).err.find("did you mean \"--suite\"?"), std::string::npos);
}

TEST(SelectionOptions, AreReadForRunAndList) {
  const auto run = command<RunCommand>({"run", "users", "--and", "tag:a", "--and", "tag:b", "--skip", "auth",
                                        "--failed-in", "r.json", "--read-only", "--smoke"});
  EXPECT_EQ(run.selectors, std::vector<std::string>{"users"});
  EXPECT_EQ(run.selection.narrow, (std::vector<std::string>{"tag:a", "tag:b"}));
  EXPECT_EQ(run.selection.skip, std::vector<std::string>{"auth"});
  EXPECT_EQ(run.selection.failed_in, "r.json");
  EXPECT_TRUE(run.selection.read_only && run.selection.smoke);
  const auto list = command<ListCommand>({"list", "cases", "users", "--skip", "auth", "--json"});
  EXPECT_EQ(list.selection.skip, std::vector<std::string>{"auth"});
  EXPECT_TRUE(list.json);
  EXPECT_TRUE(command<ShowCommand>({"show", "X", "--json"}).json);
  EXPECT_TRUE(command<LintCommand>({"lint", "--json"}).json);
  EXPECT_TRUE(command<ProveCommand>({"prove", "--smoke"}).smoke);
}

TEST(TargetOfTheEnvironment, CountsWhereTheCommandLineNamesNone) {
  ::setenv("CONFORM_TARGET", "env.jsonc", 1);
  EXPECT_EQ(command<RunCommand>({"run"}).target, "env.jsonc");
  EXPECT_EQ(command<RunCommand>({"explore"}).target, "env.jsonc");
  EXPECT_EQ(command<CheckCommand>({"check"}).run.target, "env.jsonc");
  EXPECT_EQ(command<RunCommand>({"run", "--target", "t.json"}).target, "t.json");
  EXPECT_EQ(
      command<RunCommand>({"run", "--base-url", "http://localhost/x", "--user-id", "u", "--token-env", "T"}).target,
      "");
  EXPECT_EQ(refused({"run", "--api-version", "2024-3"}), 2) << "the file has a version";
  ::unsetenv("CONFORM_TARGET");
}

TEST(Init, ReadsItsFlags) {
  const auto init = command<InitCommand>({"init", "http://localhost/user/2024-3", "-o", "t.jsonc", "--user-id", "a",
                                          "--user-id", "b", "--token-env", "T", "--allow-writes"});
  EXPECT_EQ(init.base_url, "http://localhost/user/2024-3");
  EXPECT_EQ(init.file, "t.jsonc");
  EXPECT_EQ(init.user_ids, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(init.token_envs, std::vector<std::string>{"T"});
  EXPECT_TRUE(init.allow_writes);
}

TEST(Help, OfRunNamesEveryFlag) {
  const std::string help = parsed({"run", "--help"}).out;
  for (const char* flag : {"--target",       "--base-url",     "--user-id",
                           "--token-env",    "--allow-writes", "--api-version",
                           "--report",       "--fail-on",      "--require-complete",
                           "--jobs",         "--timeout",      "--max-failures",
                           "--seed",         "--case-timeout", "--deadline",
                           "--rate",         "--repeat",       "--no-restore",
                           "--journal",      "--dry-run",      "--quiet",
                           "--verbose",      "--color",        "--known",
                           "--strict-known", "--write-known",  "--shard",
                           "--shards",       "--timings"})
    EXPECT_NE(help.find(flag), std::string::npos) << flag;
}

}  // namespace
}  // namespace conform::test
