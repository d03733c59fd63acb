#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/level.hpp"
#include "plan/shard.hpp"
#include "target/target.hpp"

namespace conform {

/// `--report FORMAT=PATH`
struct ReportRequest {
  std::string format;
  std::string path;
};

enum class Colour { automatic, always, never };

/// What takes cases away from those that selectors select (plan/plan.hpp).
struct SelectionFlags {
  std::vector<std::string> narrow;
  std::vector<std::string> skip;
  std::string failed_in;  ///< result of a run, whose failed and errored cases are meant; empty: all
  bool read_only = false;
  bool smoke = false;
};

/// What `conform run` is asked for by flags, and conform-gtest by variables.
struct RunCommand {
  std::vector<std::string> selectors;
  SelectionFlags selection;
  std::string target;  ///< file; empty: flags or the embedded reference server
  QuickTarget quick;
  std::string api_version;  ///< for the embedded server
  std::vector<ReportRequest> reports;
  Level fail_on = Level::must;
  bool fail_on_flaky = false;
  bool require_complete = false;
  unsigned jobs = 8;  ///< workers; no more than users of the target are of use
  std::optional<std::chrono::milliseconds> timeout;
  std::optional<std::chrono::milliseconds> case_timeout;
  std::optional<std::chrono::milliseconds> deadline;
  std::string rate;  ///< empty: the target's
  std::size_t max_failures = 0;
  std::size_t max_requests = 0;
  std::optional<std::uint64_t> seed;
  std::uint64_t member_order = 1;
  bool insecure = false;
  unsigned repeat = 1;
  bool restore = true;
  std::string journal;  ///< empty: a numbered file in .conform/
  bool dry_run = false;
  bool quiet = false;
  bool verbose = false;
  Colour colour = Colour::automatic;
  std::string known;           ///< file of known failures; empty: none
  bool strict_known = false;   ///< an entry that waives nothing fails the run
  std::string write_known;     ///< file to write the failures of this run to; empty: none
  std::string shard;           ///< "I/N" or "auto"; empty: the whole plan
  std::size_t shards = 0;      ///< with "auto": how many there are, for engines that do not provide it
  std::size_t explore = 0;     ///< requests of generated sequences; 0: none
  std::string shrink_result;   ///< result of a run in which …
  std::string shrink_case;     ///< … this case failed, whose history is looked for; empty: none
  bool only_explore = false;   ///< no case of the suite
  std::string cases;           ///< folder with further case files; empty: none
  std::string write_cases;     ///< folder for the shortest sequences that were found; empty: they are not written
  bool every_writing = false;  ///< slow ways of writing off loopback, too
  bool soak = false;           ///< with pauses
  std::string timings;         ///< record to balance shards by; empty: none
  std::optional<Shard> pool_share =
      std::nullopt;  ///< the shard whose users are its own, where GoogleTest shares out the cases
};

}  // namespace conform
