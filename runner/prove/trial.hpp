#pragma once

#include <functional>

#include "prove/prove.hpp"
#include "reference/server.hpp"
#include "run/engine/engine.hpp"
#include "target/target.hpp"

namespace conform {

/// One subject's server, and the runs against it. One worker in each run: with several, which case a finding is noted
/// for would depend on who was first.
class Trial {
 public:
  /// The subject and the suite outlive it.
  Trial(const ServerUnderProof& server, const Suite& suite, const std::string& suite_version);

  /// Stops behind so many failed cases; 0: never.
  void stop_after(std::size_t failures) { run_options_.max_failures = failures; }
  /// Keeps the exchanges of passed cases too.
  void keep_exchanges() { run_options_.keep_exchanges = true; }
  /// What is to be done with cases that fail.
  void investigate(std::function<void(const Case&, Verdict&, const CarryOut&)> look_into) {
    run_options_.investigate = std::move(look_into);
  }

  [[nodiscard]] RunResult run(const Plan& plan, const std::stop_token& stop);
  [[nodiscard]] const Target& target() const { return target_; }

 private:
  const ServerUnderProof& under_proof_;
  const Suite& suite_;
  reference::Server server_;
  Target target_;
  TransportOptions transport_;
  RunOptions run_options_{.jobs = 1, .fail_on = Level::must, .seed = 1, .max_failures = 0, .suite_version = {}};
};

}  // namespace conform
