#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "googletest/running_cases.hpp"
#include "journal/run_lock.hpp"
#include "model/diagnostic.hpp"
#include "model/waiver.hpp"
#include "plan/plan.hpp"
#include "reference/server.hpp"
#include "suite/suite.hpp"
#include "target/target.hpp"

namespace conform {

/// What the tests of one process share: the suite, its cases for a version, and, once it is started, the target.
class Session {
 public:
  /// Loads the suite (CONFORM_SUITE, or that of this program) and chooses its cases (CONFORM_SELECT: selectors with
  /// spaces between). Sends nothing.
  [[nodiscard]] static Result<Session> load();

  /// Gets the target ready: the embedded server is started, users are shared out among the shards of GoogleTest, and
  /// known failures (CONFORM_KNOWN) are read.
  [[nodiscard]] Result<void> start();

  [[nodiscard]] const std::vector<const Case*>& cases() const { return plan_.cases; }
  /// The case's file, for messages.
  [[nodiscard]] std::string file_of(const Case& test_case) const;

  /// Begins to run cases, in this order, as one run: one preflight, tokens and pace for all of them.
  [[nodiscard]] std::unique_ptr<RunningCases> begin(std::vector<const Case*> cases) const;

 private:
  [[nodiscard]] Result<void> read_jobs();

  std::unique_ptr<Suite> suite_;  ///< where it is when this moves: the plan points into it
  Plan plan_;
  std::unique_ptr<reference::Server> server_;
  Target target_;
  std::optional<RunLock> lock_;  ///< on the users, against other runs on this machine
  std::vector<Waiver> waivers_;
  std::string today_;
  std::uint64_t seed_ = 0;
  unsigned jobs_ = 1;
};

}  // namespace conform
