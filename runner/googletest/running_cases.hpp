#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include "model/verdict.hpp"

namespace conform {

/// A run in a thread of its own, whose verdicts can be waited for one by one.
class RunningCases {
 public:
  using Report = std::function<void(const Verdict&)>;
  /// Runs cases until all are run or it is stopped, and reports each verdict.
  using Run = std::function<void(const std::stop_token&, const Report&)>;

  explicit RunningCases(Run run);
  /// Stops it when verdicts are still to come, and waits for its end.
  ~RunningCases();
  RunningCases(const RunningCases&) = delete;
  RunningCases& operator=(const RunningCases&) = delete;

  /// Waits for the verdict on a case; errored when the run ends without one.
  [[nodiscard]] Verdict verdict_on(const std::string& case_id);

  /// Waits until the run has ended by itself: every verdict has been reported.
  void finish();

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, Verdict, std::less<>> verdicts_;
  bool over_ = false;
  std::string defect_;   ///< why it ended early
  std::jthread thread_;  ///< last: it uses the others
};

}  // namespace conform
