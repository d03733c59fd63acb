#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "model/known_failure.hpp"
#include "model/problem.hpp"
#include "model/verdict.hpp"
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
  [[nodiscard]] std::string file_of(const Case& one) const;

  /// Runs one case.
  [[nodiscard]] Verdict run(const Case& one) const;

 private:
  std::unique_ptr<Suite> suite_;  ///< where it is when this moves: the plan points into it
  Plan plan_;
  std::unique_ptr<reference::Server> server_;
  Target target_;
  std::vector<KnownFailure> known_;
  std::string today_;
  std::uint64_t seed_ = 0;
};

}  // namespace conform
