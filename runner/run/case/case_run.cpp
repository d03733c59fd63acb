#include "run/case/case_run.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "target/token_text.hpp"

namespace conform {
namespace {

bool alters_well(const std::string& token, const std::set<std::string, std::less<>>& valid) {
  return can_be_altered(token) && !valid.contains(shortened(token)) && !valid.contains(in_other_case(token));
}

}  // namespace

Verdict run_case(const Case& test_case, const RunSetting& setting, const User& user, const std::optional<User>& user2,
                 RetryingClient& client) {
  return CaseRun{test_case, setting, user, user2, client}.run();
}

CaseRun::CaseRun(const Case& test_case, const RunSetting& setting, const User& user, const std::optional<User>& user2,
                 RetryingClient& client)
    : test_case_{test_case},
      setting_{setting},
      sender_{client},
      env_{.fixtures = setting.suite.fixtures,
           .user = user,
           .user2 = user2,
           .special_actors = setting.special_actors,
           .unknown_id = derived_uuid(setting.seed, test_case.id),
           .nonce = derived_nonce(setting.seed, test_case.id),
           .known = &known_,
           .own_values = &setting.own_values},
      log_{setting.suite.rules, setting.contract.version, setting.pins, *setting.forms_seen},
      client_{test_case.id, setting, client, env_, known_, log_},
      effects_{setting, env_, known_, log_, client_} {}

Verdict CaseRun::run() {
  const auto begun = std::chrono::steady_clock::now();
  sender_.allow(setting_.case_time);
  Stop stop = execute();
  client_.observe_notices();
  if (!stop && client_.lag()) stop = errored(lag_reason(*client_.lag()));
  Verdict verdict;
  verdict.id = test_case_.id;
  verdict.about = test_case_.about;
  verdict.file = test_case_.file;
  verdict.line = test_case_.line;
  verdict.requirements = test_case_.requirements;
  log_.move_to(verdict, *sender_.redactor());
  for (Finding& finding : verdict.findings) finding.hint = hint_on(verdict, finding);
  const bool failing = std::ranges::any_of(
      verdict.findings, [&](const Finding& finding) { return fails_at(finding.level, setting_.fail_on); });
  // What was found is certain, whatever kept the rest of the case from being executed.
  verdict.outcome = failing ? Outcome{.kind = OutcomeKind::failed, .reason = {}}
                            : stop.value_or(Outcome{.kind = OutcomeKind::passed, .reason = {}});
  verdict.took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begun);
  return verdict;
}

Stop CaseRun::execute() {
  if (Stop stop = lacking()) return stop;
  if (Stop stop = check_control_requests()) return stop;
  if (Stop stop = set_up()) return stop;
  for (std::size_t i = 0; i < test_case_.steps.size(); ++i) {
    const Step& step = test_case_.steps[i];
    const std::string purpose = test_case_.steps.size() == 1 ? "request" : "request of step " + std::to_string(i + 1);
    if (Stop stop = step.sends.size() > 1 ? concurrent_step(step, purpose) : sequential_step(step, purpose))
      return stop;
  }
  return require_control_requests(refused_);
}

std::string CaseRun::why_not_offered(const std::string& operation) const {
  return setting_.operations_listed && setting_.contract.find(operation) != nullptr
             ? "the target does not list " + operation + " in \"operations\""
             : "the target does not offer " + operation;
}

// What the target does not have.
Stop CaseRun::lacking() const {
  for (const std::string& operation : test_case_.needs.operations) {
    if (!setting_.offered.contains(operation)) return skipped(why_not_offered(operation));
  }
  if (test_case_.needs.reads_custom_attributes && !offers("getUserAttributes"))
    return skipped(why_not_offered("getUserAttributes") + ", so the effect of setUserAttributes cannot be read");
  const Setup& setup = test_case_.setup;
  if ((setup.attributes || setup.user2_attributes) && !offers("setUser") && !offers("updateUser"))
    return skipped("the record cannot be set up: " + why_not_offered("setUser") + ", nor updateUser");
  if ((setup.custom_attributes || setup.user2_custom_attributes) && !offers("setUserAttributes"))
    return skipped("/attributes cannot be set up: " + why_not_offered("setUserAttributes"));
  if (test_case_.needs.users > 1 && !env_.user2) return skipped("the case needs two users, and the target has one");
  if (test_case_.needs.alters_tokens && !alters_well(env_.user.token, setting_.tokens))
    return skipped("this token cannot be altered for the test");
  for (const std::string& actor : test_case_.needs.actors) {
    if (!setting_.special_actors.contains(actor)) return skipped("the target has no actor \"" + actor + "\"");
  }
  return std::nullopt;
}

}  // namespace conform
