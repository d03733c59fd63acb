#include "run/case_runner.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "run/case_state.hpp"
#include "run/conversation.hpp"
#include "run/hints.hpp"
#include "run/joint_step.hpp"
#include "run/positive_twins.hpp"
#include "run/redact_verdict.hpp"
#include "run/setup.hpp"
#include "run/single_step.hpp"
#include "target/token_text.hpp"

namespace conform {
namespace {

bool alters_well(const std::string& token, const std::set<std::string, std::less<>>& valid) {
  return can_be_altered(token) && !valid.contains(shortened(token)) && !valid.contains(in_other_case(token));
}

std::string why_not_offered(const CaseState& c, const std::string& operation) {
  return c.setting.operations_listed && c.setting.contract.find(operation) != nullptr
             ? "the target does not list " + operation + " in \"operations\""
             : "the target does not offer " + operation;
}

// What the target does not have.
Stop lacking(CaseState& c) {
  const auto offers = [&](const char* operation) { return c.setting.offered.contains(operation); };
  for (const std::string& operation : c.one.needs.operations) {
    if (!c.setting.offered.contains(operation)) return skipped(why_not_offered(c, operation));
  }
  if (c.one.needs.reads_attributes && !offers("getUserAttributes"))
    return skipped(why_not_offered(c, "getUserAttributes") + ", so the effect of setUserAttributes cannot be read");
  const Given& given = c.one.given;
  if ((given.attributes || given.other_attributes) && !offers("setUser") && !offers("updateUser"))
    return skipped("the record cannot be set up: " + why_not_offered(c, "setUser") + ", nor updateUser");
  if ((given.user_attributes || given.other_user_attributes) && !offers("setUserAttributes"))
    return skipped("/attributes cannot be set up: " + why_not_offered(c, "setUserAttributes"));
  if (c.one.needs.users > 1 && !c.env.other) return skipped("the case needs two users, and the target has one");
  if (c.one.needs.alters_tokens && !alters_well(c.env.user.token, c.setting.tokens)) {
    return skipped("this token cannot be altered for the test");
  }
  for (const std::string& actor : c.one.needs.actors) {
    if (!c.setting.specials.contains(actor)) return skipped("the target has no actor \"" + actor + "\"");
  }
  return std::nullopt;
}

Stop steps(CaseState& c) {
  if (Stop stop = lacking(c)) return stop;
  if (Stop stop = positive_twins(c)) return stop;
  if (Stop stop = given(c)) return stop;
  for (std::size_t i = 0; i < c.one.steps.size(); ++i) {
    const Step& step = c.one.steps[i];
    const std::string purpose = c.one.steps.size() == 1 ? "request" : "request of step " + std::to_string(i + 1);
    Stop stop = step.sends.size() > 1 ? together(c, step, purpose) : one_by_one(c, step, purpose);
    if (stop) return stop;
  }
  return twins_of_refused(c);
}

}  // namespace

Verdict run_case(const Case& one, const RunSetting& setting, const Party& user, const std::optional<Party>& other,
                 Messenger& messenger) {
  const auto begun = std::chrono::steady_clock::now();
  CaseState c{.one = one,
              .setting = setting,
              .messenger = messenger,
              .findings = {setting.suite.rules, setting.contract.version},
              .env = {.fixtures = setting.suite.fixtures,
                      .user = user,
                      .other = other,
                      .specials = setting.specials,
                      .unknown_id = derived_uuid(setting.seed, one.id),
                      .nonce = derived_nonce(setting.seed, one.id),
                      .before = nullptr,
                      .own_values = &setting.own_values},
              .verdict = {},
              .records = {},
              .user_attributes = {},
              .identities = {},
              .refused = {}};
  c.env.records = &c.records;
  messenger.allow(setting.case_time);
  Stop stop = steps(c);
  note_open_readings(c);
  Verdict& verdict = c.verdict;
  if (!stop && c.lag) stop = errored(lag_reason(*c.lag));
  verdict.id = one.id;
  verdict.about = one.about;
  verdict.file = one.file;
  verdict.line = one.line;
  verdict.requirements = one.requirements;
  if (!c.findings.all().empty()) {
    const auto known = messenger.redactor();
    const auto more = with_cookies(*known, verdict.exchanges);
    verdict.findings = c.findings.take(more ? *more : *known);
    add_hints(c);
  }
  const bool failing = std::ranges::any_of(
      verdict.findings, [&](const Finding& finding) { return fails_at(finding.level, setting.fail_on); });
  // What was found is certain, whatever kept the rest of the case from being executed.
  verdict.outcome = failing ? Outcome{.kind = OutcomeKind::failed, .reason = {}}
                            : stop.value_or(Outcome{.kind = OutcomeKind::passed, .reason = {}});
  verdict.took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begun);
  return std::move(c.verdict);
}

}  // namespace conform
