#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "journal/journal_file.hpp"
#include "journal/open_journals.hpp"
#include "journal/run_lock.hpp"
#include "journal/token_file.hpp"
#include "model/diagnostic.hpp"
#include "model/run_result.hpp"
#include "plan/plan.hpp"
#include "reports/bound.hpp"
#include "reports/write_file.hpp"
#include "run/engine/engine.hpp"
#include "session/embedded.hpp"
#include "session/exploring.hpp"
#include "session/report_files.hpp"
#include "session/run_command.hpp"
#include "suite/suite.hpp"
#include "target/target.hpp"

namespace conform {

/// A run from what it is asked for to its reports: `prepare`, `run`, `finish`. The same for `conform run` and
/// conform-gtest.
class RunSession {
 public:
  /// Opens target, suite and known failures and chooses the cases; then, unless it is a dry run, locks the users and
  /// opens reports and journal. Reports all that is wrong in each of these two steps at once. Sends nothing.
  [[nodiscard]] static Result<RunSession> prepare(const RunCommand& command, const std::string& suite_folder);
  /// The cases alone, of the version that the command or its target names, to be listed: nothing can be run.
  [[nodiscard]] static Result<RunSession> list(const RunCommand& command, const std::string& suite_folder);

  [[nodiscard]] const Suite& suite() const { return *suite_; }
  [[nodiscard]] const Plan& plan() const { return plan_; }
  /// What a reader must know before it begins: journals of earlier runs, users that are not restored.
  [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }
  /// True when a report goes to standard output, so that nothing else may.
  [[nodiscard]] bool reports_to_standard_output() const { return files_.uses_standard_output(); }

  /// Every request that `run` would send, as text; nothing is sent to the target (prove/rehearsal.hpp).
  [[nodiscard]] std::string dry_run();
  /// Runs the plan, or these cases of it, and restores the users. May be called again: each time is a run of its own.
  [[nodiscard]] RunResult run(const std::stop_token& stop, const RunListener& listener) {
    return run(plan_, stop, listener);
  }
  [[nodiscard]] RunResult run(const Plan& cases, const std::stop_token& stop, const RunListener& listener);
  /// The causes that generated sequences found, with the shortest of these in words. Empty: there is none.
  [[nodiscard]] std::string discoveries() const { return exploring_ ? exploring_->discoveries() : std::string{}; }
  /// A line for each report that `finish` writes to a file: "html report: out/report.html".
  [[nodiscard]] std::string report_lines() const { return files_.lines(); }
  /// Writes the reports, the file of known failures and the case files of what was found.
  [[nodiscard]] Result<void> finish(const RunResult& result) const;

 private:
  explicit RunSession(RunCommand command) : command_{std::move(command)} {}

  [[nodiscard]] Diagnostics choose(const std::string& suite_folder);
  [[nodiscard]] Result<Target> open_target();
  [[nodiscard]] Diagnostics choose_cases(const std::string& suite_folder, const std::vector<std::string>& selectors);
  [[nodiscard]] Diagnostics plan_cases();
  [[nodiscard]] Diagnostics open();
  [[nodiscard]] Result<OpenJournals> lock_users();
  [[nodiscard]] Result<void> begin_reports() const;
  [[nodiscard]] RunOptions options();

  RunCommand command_;
  Embedded embedded_;
  std::optional<Target> target_;
  std::unique_ptr<Suite> suite_;  ///< where it is when this moves: the plan points into it
  Plan plan_;
  std::optional<ShardInfo> shard_;
  std::vector<Waiver> waivers_;
  std::unique_ptr<BodyBudget> bodies_ = std::make_unique<BodyBudget>();
  std::uint64_t seed_ = 0;
  std::unique_ptr<Exploring> exploring_;  ///< null: nothing is generated
  std::vector<std::string> notes_;
  std::optional<RunLock> lock_;
  ReportFiles files_;
  std::optional<PendingFile> known_file_;
  std::unique_ptr<JournalFile> journal_;                               ///< null: users are not restored
  std::unique_ptr<TokenFile> tokens_ = std::make_unique<TokenFile>();  ///< beside the journal
};

}  // namespace conform
