#include "googletest/running_cases.hpp"

#include <exception>
#include <utility>

namespace conform {

RunningCases::RunningCases(Run run) {
  thread_ = std::jthread{[this, run = std::move(run)](const std::stop_token& stop) {
    std::string trouble;
    try {
      run(stop, [this](const Verdict& verdict) {
        const std::scoped_lock lock{mutex_};
        verdicts_.insert_or_assign(verdict.id, verdict);
        changed_.notify_all();
      });
    } catch (const std::exception& defect) {
      trouble = std::string{"a defect of the suite: "} + defect.what();
    }
    const std::scoped_lock lock{mutex_};
    defect_ = std::move(trouble);
    over_ = true;
    changed_.notify_all();
  }};
}

RunningCases::~RunningCases() = default;

Verdict RunningCases::verdict_on(const std::string& case_id) {
  std::unique_lock lock{mutex_};
  changed_.wait(lock, [&] { return over_ || verdicts_.contains(case_id); });
  const auto found = verdicts_.find(case_id);
  if (found != verdicts_.end()) return found->second;
  Verdict verdict;
  verdict.id = case_id;
  verdict.outcome = {.kind = OutcomeKind::errored, .reason = defect_.empty() ? "the run ended without it" : defect_};
  return verdict;
}

void RunningCases::finish() {
  std::unique_lock lock{mutex_};
  changed_.wait(lock, [&] { return over_; });
}

}  // namespace conform
