#include "googletest/case_test.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <vector>

#include "base/text.hpp"
#include "googletest/running_cases.hpp"
#include "googletest/test_names.hpp"
#include "reports/exchange_text.hpp"
#include "reports/text.hpp"

namespace conform {
namespace {

constexpr std::size_t shown_bytes = 4000;

std::string file_of(const Case& test_case, const Suite& suite) {
  return (suite.folder / test_case.file).lexically_normal().string();
}

std::string text_of(const Finding& finding, const Verdict& verdict) {
  std::string text = fmt::format("{}\n  requirement  {} ({})\n  rule         {}\n", finding.message,
                                 finding.requirement, to_string(finding.level), finding.rule);
  for (const auto& [label, value] :
       {std::pair{"where        ", &finding.where}, std::pair{"expected     ", &finding.expected},
        std::pair{"actual       ", &finding.actual}, std::pair{"hint         ", &finding.hint}}) {
    if (!value->empty()) text += fmt::format("  {}{}\n", label, clip(*value, shown_bytes));
  }
  text = printable(text);
  if (finding.exchange < verdict.exchanges.size())
    text += exchange_text(verdict.exchanges[finding.exchange], finding.exchange + 1);
  return without_log_commands(text);
}

// Every iteration of GoogleTest is a run of the cases that it is going to ask for, in its order.
class Iteration : public ::testing::Environment {
 public:
  Iteration(RunSession& session, std::stop_token interrupted)
      : session_{session}, interrupted_{std::move(interrupted)} {}

  void add(const TestName& name, const Case& test_case) { cases_.emplace(name, &test_case); }

  void SetUp() override {
    const ::testing::UnitTest& tests = *::testing::UnitTest::GetInstance();
    std::vector<const Case*> wanted;
    for (int i = 0; i < tests.total_test_suite_count(); ++i) {
      const ::testing::TestSuite& suite = *tests.GetTestSuite(i);
      for (int j = 0; j < suite.total_test_count(); ++j) {
        const ::testing::TestInfo& test = *suite.GetTestInfo(j);
        if (test.should_run()) wanted.push_back(cases_.at({.suite = suite.name(), .test = test.name()}));
      }
    }
    expected_ = wanted.size();
    asked_ = 0;
    under_way_ = begin({.cases = std::move(wanted), .total = session_.plan().total});
  }

  void TearDown() override {
    // After --gtest_fail_fast some are not asked for any more: they are stopped.
    if (asked_ == expected_) under_way_->finish();
    under_way_.reset();
    for (const Unrestored& left : restoration_.unrestored) {
      ADD_FAILURE() << without_log_commands(printable(left.actor + ": " + left.what + " was not restored: " +
                                                      left.reason + "; the original is in " + restoration_.journal));
    }
  }

  Verdict verdict_on(const Case& test_case) {
    ++asked_;
    return under_way_->verdict_on(test_case.id);
  }

 private:
  std::unique_ptr<RunningCases> begin(Plan cases) {
    return std::make_unique<RunningCases>(
        [this, cases = std::move(cases)](const std::stop_token& over, const RunningCases::Report& report) {
          std::stop_source stop;
          const auto request_stop = [&] { stop.request_stop(); };
          const std::stop_callback by_the_end{over, request_stop};
          const std::stop_callback by_a_signal{interrupted_, request_stop};
          restoration_ = session_.run(cases, stop.get_token(), {.started = {}, .finished = report}).restoration;
        });
  }

  RunSession& session_;
  std::stop_token interrupted_;
  Restoration restoration_;  ///< of the last run
  std::map<TestName, const Case*> cases_;
  std::unique_ptr<RunningCases> under_way_;
  std::size_t expected_ = 0;
  std::size_t asked_ = 0;
};

class CaseTest : public ::testing::Test {
 public:
  CaseTest(Iteration& iteration, const Suite& suite, const Case& test_case)
      : iteration_{iteration}, suite_{suite}, case_{test_case} {}

  void TestBody() override {
    const Verdict verdict = iteration_.verdict_on(case_);
    RecordProperty("case", case_.id);
    RecordProperty("outcome", std::string{to_string(verdict.outcome.kind)});
    RecordProperty("requirements", joined(case_.requirements));
    const std::string reason = printable(clip(verdict.outcome.reason, shown_bytes));
    switch (verdict.outcome.kind) {
      case OutcomeKind::passed:
        return;
      case OutcomeKind::failed:
        return fail(verdict);
      case OutcomeKind::skipped:
        GTEST_SKIP() << case_.id << ": " << reason;
      case OutcomeKind::waived:
        GTEST_SKIP() << case_.id << ": waived: " << reason;
      case OutcomeKind::errored:
        add_diagnostic("inconclusive: " + reason);
        return;
    }
  }

 private:
  void add_diagnostic(const std::string& text) const {
    ADD_FAILURE_AT(file_of(case_, suite_).c_str(), static_cast<int>(case_.line)) << case_.id << "\n" << text;
  }

  void fail(const Verdict& verdict) const {
    bool explained = false;
    for (const Finding& finding : verdict.findings) {
      if (!fails_at(finding.level, Level::must)) continue;
      add_diagnostic(text_of(finding, verdict));
      explained = true;
    }
    if (!explained) add_diagnostic(printable(verdict.outcome.reason));
  }

  Iteration& iteration_;
  const Suite& suite_;
  const Case& case_;
};

}  // namespace

void register_cases(RunSession& session, std::stop_token interrupted) {
  const std::vector<const Case*>& cases = session.plan().cases;
  std::vector<std::string> ids;
  for (const Case* test_case : cases) ids.push_back(test_case->id);
  const std::vector<TestName> names = test_names(ids);
  GTEST_FLAG_SET(recreate_environments_when_repeating, true);
  auto* const iteration = new Iteration{session, std::move(interrupted)};
  ::testing::AddGlobalTestEnvironment(iteration);  // which takes it over
  for (std::size_t i = 0; i < names.size(); ++i) {
    const Case& test_case = *cases[i];
    iteration->add(names[i], test_case);
    ::testing::RegisterTest(names[i].suite.c_str(), names[i].test.c_str(), nullptr, nullptr,
                            file_of(test_case, session.suite()).c_str(), static_cast<int>(test_case.line),
                            [iteration, &suite = session.suite(), &test_case]() -> CaseTest* {
                              return new CaseTest{*iteration, suite, test_case};
                            });
  }
}

}  // namespace conform
