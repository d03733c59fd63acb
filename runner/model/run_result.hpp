#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/level.hpp"
#include "model/source.hpp"
#include "model/verdict.hpp"
#include "model/waiver.hpp"

namespace conform {

enum class Conclusion {
  conformant,     ///< every must-level requirement of this version was verified and holds
  incomplete,     ///< no violation, but must-level requirements were not verified
  nonconformant,  ///< at least one finding at the failing level
  inconclusive    ///< inconclusive
};
[[nodiscard]] std::string_view to_string(Conclusion conclusion) noexcept;

enum class RequirementState { verified, violated, unverified };
[[nodiscard]] std::string_view to_string(RequirementState state) noexcept;

/// What a run says of one requirement.
struct RequirementResult {
  std::string id;
  Level level = Level::must;
  int area = 0;           ///< 1 to 15, docs/requirements.md
  std::string statement;  ///< in our words
  std::string source;     ///< what it rests on, in one line: `to_text(sources)`
  RequirementState state = RequirementState::unverified;
  std::vector<std::string> operations = {};  ///< ids of the operations that it speaks of
  std::vector<std::string> cases = {};       ///< ids of the case instances that bear on it
  std::vector<Source> sources = {};          ///< none: the record is older than these
  friend bool operator==(const RequirementResult&, const RequirementResult&) = default;
};

struct Totals {
  std::size_t passed = 0, failed = 0, skipped = 0, errored = 0, waived = 0;
  std::size_t must_findings = 0, should_findings = 0;
  std::size_t flaky = 0;  ///< of all these verdicts, those whose repetitions disagreed
  friend bool operator==(const Totals&, const Totals&) = default;
};

struct SuiteInfo {
  std::string name;
  std::string version;
  std::size_t cases = 0;  ///< case instances in the suite, for this version
  friend bool operator==(const SuiteInfo&, const SuiteInfo&) = default;
};

struct TargetInfo {
  std::string name;
  std::string base_url;
  std::string api_version;
  std::string arguments = {};  ///< of `conform run`, that name it: "--target staging.jsonc"; empty: the embedded server
  bool insecure = false;       ///< certificates were not verified: it may have been another server
  friend bool operator==(const TargetInfo&, const TargetInfo&) = default;
};

/// How long the responses of one operation took.
struct Latency {
  std::string operation;                        ///< "setUser"
  std::vector<std::chrono::microseconds> took;  ///< of every complete response of the run, shortest first
  friend bool operator==(const Latency&, const Latency&) = default;
};

/// One thing that a run was made with: "libcurl", "7.88.1".
struct EnvironmentEntry {
  std::string name;
  std::string value;
  friend bool operator==(const EnvironmentEntry&, const EnvironmentEntry&) = default;
};

/// Something of a user that a run may have changed and that could not be restored.
struct Unrestored {
  std::string actor;   ///< "user-1"
  std::string what;    ///< "the record 6c1c…", "/attributes"
  std::string reason;  ///< what is wrong with it now, and why
  friend bool operator==(const Unrestored&, const Unrestored&) = default;
};

/// What became of the users' own records after the run.
struct Restoration {
  std::vector<Unrestored> unrestored;
  std::string journal;  ///< the file that still holds the originals; empty: none
  friend bool operator==(const Restoration&, const Restoration&) = default;
};

/// How long reads after a write lagged behind it.
struct ReadLag {
  std::size_t late_reads = 0;           ///< reads that had to be repeated until they agreed
  std::chrono::microseconds longest{};  ///< from the write's response to the first read that agreed
  friend bool operator==(const ReadLag&, const ReadLag&) = default;
};

/// Which part of a plan a run was, when it was one of several (docs/shards.md).
struct ShardInfo {
  std::size_t index = 1;  ///< from 1
  std::size_t total = 1;
  std::size_t cases = 0;  ///< case instances in the plan of all shards together
  std::string plan;       ///< hash of their ids, so that parts of different plans are not joined
  friend bool operator==(const ShardInfo&, const ShardInfo&) = default;
};

/// Everything that is known of a run when it is over, free of secrets. Every report is a pure function of it.
struct RunResult {
  SuiteInfo suite;
  TargetInfo target;
  std::chrono::system_clock::time_point started_at{};
  std::chrono::microseconds took{};
  Level fail_on = Level::must;
  bool interrupted = false;
  Conclusion conclusion = Conclusion::inconclusive;
  Totals totals;
  std::vector<RequirementResult> requirements;
  std::vector<Observation> observations;
  std::vector<std::string> notes;                  ///< what a reader must know: "getUserAttributes is not offered: …"
  std::vector<EnvironmentEntry> environment = {};  ///< versions, seed, workers …
  std::vector<Latency> latencies = {};             ///< by operation, in the order of the contract
  Restoration restoration = {};
  ReadLag lag = {};
  std::vector<Verdict> verdicts = {};             ///< in plan order
  std::optional<ShardInfo> shard = std::nullopt;  ///< nothing: the run was the whole of it
  std::vector<Waiver> waivers = {};               ///< the entries that it was judged by (docs/known-failures.md)
  std::string explored = {};         ///< "explored 2000 requests …"; empty: the run did not; not part of reports
  std::string explore_command = {};  ///< that explores or audits the same again; not part of reports
  bool strict_known = false;         ///< an entry that waived nothing fails the run
  bool require_complete = false;     ///< a must-level requirement that was not verified fails the run
  std::vector<std::string> lacks =
      {};  ///< what cases need and the target does not have: "a second user", "the actor reader"
  friend bool operator==(const RunResult&, const RunResult&) = default;
};

/// How many must-level requirements were not verified.
[[nodiscard]] std::size_t unverified_musts(const RunResult& result);

/// True when a run without a violation fails all the same: it must be complete and is not.
[[nodiscard]] bool fails_as_incomplete(const RunResult& result);

}  // namespace conform
