#include "googletest/cases_under_way.hpp"

#include <exception>
#include <utility>

namespace conform {

CasesUnderWay::CasesUnderWay(Run run) {
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
    trouble_ = std::move(trouble);
    over_ = true;
    changed_.notify_all();
  }};
}

CasesUnderWay::~CasesUnderWay() = default;

Verdict CasesUnderWay::verdict_on(const std::string& case_id) {
  std::unique_lock lock{mutex_};
  changed_.wait(lock, [&] { return over_ || verdicts_.contains(case_id); });
  const auto found = verdicts_.find(case_id);
  if (found != verdicts_.end()) return found->second;
  Verdict verdict;
  verdict.id = case_id;
  verdict.outcome = {.kind = OutcomeKind::errored, .reason = trouble_.empty() ? "the run ended without it" : trouble_};
  return verdict;
}

void CasesUnderWay::finish() {
  std::unique_lock lock{mutex_};
  changed_.wait(lock, [&] { return over_; });
}

}  // namespace conform
