#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "model/level.hpp"
#include "target/target.hpp"

namespace conform {

/// `--report FORMAT=PATH`
struct ReportRequest {
  std::string format;
  std::string path;
};

enum class Colour { automatic, always, never };

struct RunCommand {
  std::vector<std::string> selectors;
  std::string target;  ///< file; empty: flags or the embedded reference server
  QuickTarget quick;
  std::string api_version;  ///< for the embedded server
  std::vector<ReportRequest> reports;
  Level fail_on = Level::must;
  bool fail_on_flaky = false;
  bool require_complete = false;
  unsigned jobs = 4;
  std::optional<std::chrono::milliseconds> timeout;
  std::optional<std::chrono::milliseconds> case_timeout;
  std::optional<std::chrono::milliseconds> deadline;
  std::string rate;  ///< empty: the target's
  std::size_t max_failures = 0;
  std::optional<std::uint64_t> seed;
  bool insecure = false;
  unsigned repeat = 1;
  bool restore = true;
  std::string journal;  ///< empty: a numbered file in .conform/
  bool dry_run = false;
  bool quiet = false;
  bool verbose = false;
  Colour colour = Colour::automatic;
  std::string known;          ///< file of known failures; empty: none
  bool strict_known = false;  ///< an entry that waives nothing fails the run
  std::string write_known;    ///< file to write the failures of this run to; empty: none
  std::string shard;          ///< "I/N" or "auto"; empty: the whole plan
  std::size_t shards = 0;     ///< with "auto": how many there are, for engines that do not provide it
  std::string timings;        ///< record to balance shards by; empty: none
};

struct ListCommand {
  std::string what = "cases";
  bool markdown = false;
  std::string api_version;
  std::vector<std::string> selectors;
};

struct ShowCommand {
  std::string id;
  std::string api_version;
};

struct ValidateCommand {
  std::string schema;
  std::vector<std::string> documents;
  bool json = false;
};

struct LintCommand {};

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
  std::string api_version = "2024-3";
  unsigned jobs = 2;
  std::string markdown;
  std::string json;
  std::string check;   ///< file that must say what this proof says; empty: none
  bool audit = false;  ///< recordings of the faults and variants, audited, in place of runs against them
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
  std::string topic;  ///< page of the documentation; empty: list them
};

struct VersionCommand {};

/// What the command line asks for.
struct Options {
  std::string suite_folder;
  unsigned file_mode = 0600;  ///< of the files that are written
  std::variant<RunCommand, AuditCommand, ListCommand, ShowCommand, ValidateCommand, LintCommand, ReportCommand,
               MergeCommand, DiffCommand, ProveCommand, RestoreCommand, ServeCommand, HelpCommand, VersionCommand>
      command;
};

/// The command line read, or the exit code that it ends with: help and version are printed, mistakes are explained.
[[nodiscard]] std::variant<Options, int> parse_options(int argc, const char* const* argv);

}  // namespace conform
