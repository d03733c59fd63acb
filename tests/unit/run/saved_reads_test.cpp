// Reads that are left out because an earlier read or a response has shown the same, and what is done when something is
// found all the same.
#include <gtest/gtest.h>

#include "run/engine/engine.hpp"
#include "unit/run/running_case.hpp"

namespace conform::test {
namespace {

using nlohmann::json;
using Texts = std::vector<std::string>;

/// Several cases on one user, one after the other.
class SavedReadsOf : public ::testing::Test {
 protected:
  SavedReadsOf() {
    target_.name = "tiny";
    target_.base_url = "http://127.0.0.1:1/user/2024-3";
    target_.api_version = "2024-3";
    const User user = test_user(1);
    target_.users.push_back({.id = user.id, .actor = user.actor});
    target_.actors.emplace(user.actor, Actor{.token = user.token, .user_id = user.id});
  }

  /// Cases that change the locale, each of these steps: `{"send": …, "expect": …}`.
  RunResult run(std::size_t cases, const json& steps) {
    suite_.cases.clear();
    for (std::size_t i = 0; i < cases; ++i) {
      const json source{{"setup", {{"attributes", "full"}}}, {"steps", steps}};
      suite_.cases.push_back(a_case(suite_, source.dump(), "case-" + std::to_string(i)));
    }
    Plan plan;
    plan.total = cases;
    for (const Case& test_case : suite_.cases) plan.cases.push_back(&test_case);
    return run_plan(suite_, plan, target_,
                    {.jobs = 1, .fail_on = Level::must, .seed = 1, .suite_version = "9.9", .keep_exchanges = true},
                    [this] { return std::make_unique<TinyTransport>(api_); }, {}, {});
  }
  RunResult run(std::size_t cases) { return run(cases, json::array({change_of_locale()})); }

  static json change_of_locale() {
    return {{"send", {{"operation", "updateUser"}, {"attributes", {{"locale", "${differentFrom(locale)}"}}}}},
            {"expect", {{"status", 200}, {"effect", "merge"}}}};
  }

  /// What updateUser makes of a record, but the `number`th one (from 1), or every one if that is 0, loses the first
  /// name.
  void lose_first_name(int number) {
    api_.patch = [number, count = 0](const json& before, const json& sent) mutable {
      json after = before;
      after.merge_patch(sent);
      if (++count == number || number == 0) after.erase("firstName");
      return after;
    };
  }

  static std::size_t failed(const RunResult& result) {
    return static_cast<std::size_t>(std::ranges::count_if(
        result.verdicts, [](const Verdict& verdict) { return verdict.outcome.kind == OutcomeKind::failed; }));
  }

  Suite suite_ = mini_suite();
  Target target_;
  TinyApi api_;
};

TEST_F(SavedReadsOf, AServerThatConformsAreThoseThatRepeatOthers) {
  const RunResult result = run(3);
  EXPECT_EQ(result.totals.passed, 3U);
  EXPECT_EQ(purposes(result.verdicts[0]), (Texts{"read before", "setup", "request", "read back"}));
  EXPECT_EQ(purposes(result.verdicts[1]), (Texts{"setup", "request", "read back"}));
  EXPECT_EQ(purposes(result.verdicts[2]), (Texts{"setup", "request", "read back"}));
}

TEST_F(SavedReadsOf, AStepThatTheNextOneReadsAfterIsTheReadBack) {
  const RunResult result = run(1, json::array({change_of_locale(), change_of_locale()}));
  EXPECT_EQ(purposes(result.verdicts[0]),
            (Texts{"read before", "setup", "request of step 1", "request of step 2", "read back"}));
}

TEST_F(SavedReadsOf, AFaultAreSentWhenTheCaseIsRepeated) {
  lose_first_name(0);
  const RunResult result = run(2);
  EXPECT_EQ(failed(result), 2U);
  for (const Verdict& verdict : result.verdicts) {
    EXPECT_EQ(rules(verdict), Texts{"effect.merge.kept"});
    Texts sent = purposes(verdict);
    sent.resize(5);  // the read back is repeated: it might be late
    EXPECT_EQ(sent, (Texts{"read before", "setup", "read after setup", "request", "read back"}));
  }
}

TEST_F(SavedReadsOf, AFaultThatDoesNotRecurDoNotHideIt) {
  lose_first_name(3);
  const RunResult result = run(5);
  EXPECT_EQ(failed(result), 1U);
  for (const Verdict& verdict : result.verdicts) {
    if (verdict.findings.empty()) continue;
    EXPECT_EQ(rules(verdict), Texts{"effect.merge.kept"});
    EXPECT_NE(verdict.findings.front().hint.find("did not recur"), std::string::npos);
  }
}

TEST_F(SavedReadsOf, ALossBetweenTwoCasesDoNotHideIt) {
  // The record loses a value right before the second case's request, whatever is sent.
  api_.instead = [this, count = 0](const Request& request) mutable -> std::optional<ResponseOrError> {
    if (request.method == "PUT" && ++count == 2) {
      api_.put = [](const json&, const json& sent) {
        json after = sent;
        after.erase("email");
        return after;
      };
    }
    return std::nullopt;
  };
  EXPECT_GE(failed(run(2)), 1U);
}

TEST_F(SavedReadsOf, AServerThatDisagreesOftenAreSentFromThenOn) {
  lose_first_name(0);
  const RunResult result = run(18);
  EXPECT_EQ(failed(result), 18U);
  // 16 cases were tried twice, the last two once; one request is the control request.
  EXPECT_EQ(api_.count("PATCH"), 2U * 16U + 2U + 1U);
}

}  // namespace
}  // namespace conform::test
