#pragma once

#include <cstdint>
#include <iosfwd>
#include <memory>
#include <string>
#include <utility>

#include "explore/case_files.hpp"
#include "explore/exploration.hpp"
#include "explore/history.hpp"
#include "explore/investigation.hpp"
#include "model/diagnostic.hpp"
#include "model/run_result.hpp"
#include "plan/plan.hpp"
#include "run/engine/engine.hpp"
#include "session/run_command.hpp"
#include "target/target.hpp"

namespace conform {

/// The generated sequences of a run: none unless the command asks for them.
class Exploring {
 public:
  /// The suite outlives it.
  Exploring(const Suite& suite, RunCommand command) : suite_{suite}, command_{std::move(command)} {}

  /// Plans the sequences and puts them behind the cases of `plan`, or in their place; says on standard error what will
  /// be sent. Off this machine the target gets a rate, unless it has one.
  [[nodiscard]] Result<void> add_to(Plan& plan, Target& target, std::uint64_t seed, bool is_this_machine);

  /// For `shrink`: keeps of the plan the failed case and those before it, one after another on the same users.
  [[nodiscard]] Result<void> keep_history(Plan& plan);

  /// What the run does with cases that failed; null: nothing.
  [[nodiscard]] std::function<void(const Case&, Verdict&, const CarryOut&)> investigate();

  /// Notes in the record what was explored.
  void describe(RunResult& result) const;

  /// The causes with their shortest sequences in words. Empty: there is none.
  [[nodiscard]] std::string discoveries() const;

  /// Writes the case files that were asked for, and says so.
  [[nodiscard]] Result<void> write_cases(std::ostream& out) const;

 private:
  const Suite& suite_;
  RunCommand command_;
  std::uint64_t seed_ = 0;
  ExploreTable table_;
  Exploration plan_;
  std::unique_ptr<Investigation> investigation_;
  std::unique_ptr<HistoryReduction> history_;
};

}  // namespace conform
