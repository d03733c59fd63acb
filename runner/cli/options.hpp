#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "session/run_command.hpp"
#include "target/target.hpp"

namespace conform {

/// `conform init`: a target file from flags, or from replies on a terminal.
struct InitCommand {
  std::string base_url;  ///< empty: everything is asked for
  std::string file = "conform-target.jsonc";
  std::string name;
  std::string api_version;
  std::vector<std::string> user_ids;
  std::vector<std::string> token_envs;  ///< names of variables, in the order of the users
  bool allow_writes = false;
};

/// `conform check`: what names the target, as for a run.
struct CheckCommand {
  RunCommand run;
};

struct ListCommand {
  std::string what = "cases";
  bool markdown = false;
  bool values = false;  ///< for coverage: of pairs and triples of attributes
  bool json = false;
  std::string api_version;
  std::vector<std::string> selectors;
  SelectionFlags selection;
};

struct ShowCommand {
  std::string id;
  bool json = false;
  std::string api_version;
};

struct ValidateCommand {
  std::string schema;
  std::vector<std::string> documents;
  std::vector<std::string> bases;  ///< URI=FOLDER
  bool strict = false;
  bool json = false;
};

struct LintCommand {
  bool json = false;
};

struct ReportCommand {
  std::vector<ReportRequest> reports;
  std::string from;
};

struct AuditCommand {
  std::vector<std::string> recordings;  ///< HAR or NDJSON; "-" is standard input
  std::string format = "auto";
  std::string base_url;  ///< empty: the target's, or that of the first URL of the API
  std::string target;    ///< file; empty: none
  std::string api_version;
  std::string strip_prefix;
  std::optional<std::chrono::milliseconds> clock_skew;
  bool complete = false;
  bool allow_partial = false;
  bool show_values = false;
  bool follow = false;
  std::vector<ReportRequest> reports;
  Level fail_on = Level::must;
  bool quiet = false;
  bool verbose = false;
  Colour colour = Colour::automatic;
};

struct MergeCommand {
  std::vector<std::string> results;
  std::vector<ReportRequest> reports;
  bool require_complete = false;
  bool quiet = false;
  bool verbose = false;
  Colour colour = Colour::automatic;
};

struct DiffCommand {
  std::string before;
  std::string after;
  std::vector<ReportRequest> reports;
  bool quiet = false;
};

struct ProveCommand {
  std::vector<std::string> names;  ///< names or globs of faults and variants, or of mutations; none: all
  bool every_case = false;         ///< all cases against each fault, also after it was found
  bool mutations = false;          ///< mutations only
  bool smoke = false;              ///< how many must faults the cases of `run --smoke` find
  std::string api_version = "2024-3";
  unsigned jobs = 2;
  std::string markdown;
  std::string json;
  std::size_t explore = 0;           ///< requests of generated sequences for each server; 0: the suite's cases
  std::vector<std::uint64_t> seeds;  ///< of these; none: 1
  std::string write_cases;           ///< folder for the shortest sequence of each fault
  std::string check;                 ///< file that must say what this proof says; empty: none
  bool audit = false;                ///< recordings of the faults and variants, audited, in place of runs against them
  bool verbose = false;
};

struct RestoreCommand {
  std::string journal;  ///< empty: only with `list`
  std::string target;   ///< file; empty: flags, or what the journal says
  QuickTarget quick;    ///< as the run was given them; what is empty comes from the journal, as far as it is trusted
  bool insecure = false;
  bool list = false;     ///< show the open journals
  bool dry_run = false;  ///< read, show what would be written, write nothing
  bool force = false;    ///< restore what this journal holds, whatever happened since
};

struct ServeCommand {
  std::string host = "127.0.0.1";
  int port = 0;
  std::string db;
  std::string api_version = "2024-3";
  std::vector<std::string> faults;
  std::vector<std::string> variants;
  std::string write_target;
  std::size_t users = 8;  ///< of the pool
  bool access_log = false;
  int token_lifetime = 3600;
  bool oauth = false;
  std::string tls_certificate;
  std::string tls_key;
  std::string client_authority;
};

struct HelpCommand {
  std::string topic;                  ///< page of the documentation; empty: list them
  std::vector<std::string> commands;  ///< that could have been meant as well
};

struct VersionCommand {};

/// What the command line asks for.
struct Options {
  std::string suite_folder;
  unsigned file_mode = 0600;  ///< of the files that are written
  std::variant<RunCommand, InitCommand, CheckCommand, AuditCommand, ListCommand, ShowCommand, ValidateCommand,
               LintCommand, ReportCommand, MergeCommand, DiffCommand, ProveCommand, RestoreCommand, ServeCommand,
               HelpCommand, VersionCommand>
      command;
};

/// The command line read, or the exit code that it ends with: help and version are printed, mistakes are explained.
[[nodiscard]] std::variant<Options, int> parse_options(int argc, const char* const* argv);

}  // namespace conform
