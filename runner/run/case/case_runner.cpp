#include "run/case/case_runner.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

#include "run/case/blame.hpp"
#include "run/case/case_state.hpp"
#include "run/case/control_requests.hpp"
#include "run/case/conversation.hpp"
#include "run/case/redact_verdict.hpp"
#include "run/case/steps.hpp"
#include "suite/names.hpp"
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
  if (c.test_case.generated) return std::nullopt;
  const auto offers = [&](const char* operation) { return c.setting.offered.contains(operation); };
  for (const std::string& operation : c.test_case.needs.operations) {
    if (!c.setting.offered.contains(operation)) return skipped(why_not_offered(c, operation));
  }
  if (c.test_case.needs.reads_custom_attributes && !offers("getUserAttributes"))
    return skipped(why_not_offered(c, "getUserAttributes") + ", so the effect of setUserAttributes cannot be read");
  const Setup& setup = c.test_case.setup;
  if ((setup.attributes || setup.user2_attributes) && !offers("setUser") && !offers("updateUser"))
    return skipped("the record cannot be set up: " + why_not_offered(c, "setUser") + ", nor updateUser");
  if ((setup.custom_attributes || setup.user2_custom_attributes) && !offers("setUserAttributes"))
    return skipped("/attributes cannot be set up: " + why_not_offered(c, "setUserAttributes"));
  if (c.test_case.needs.users > 1 && !c.env.user2) return skipped("the case needs two users, and the target has one");
  if (c.test_case.needs.alters_tokens && !alters_well(c.env.user.token, c.setting.tokens)) {
    return skipped("this token cannot be altered for the test");
  }
  for (const std::string& actor : c.test_case.needs.actors) {
    if (!c.setting.special_actors.contains(actor)) return skipped("the target has no actor \"" + actor + "\"");
  }
  return std::nullopt;
}

// Whether a step of a generated case has what it needs.
bool can_send(const CaseState& c, const Step& step) {
  return std::ranges::all_of(step.sends, [&](const Send& send) {
    const auto& special = special_actors();
    const bool is_special = std::ranges::find(special, send.as) != special.end();
    return c.setting.offered.contains(send.operation) && (!is_special || c.setting.special_actors.contains(send.as));
  });
}

Stop steps(CaseState& c) {
  if (Stop stop = lacking(c)) return stop;
  if (Stop stop = check_control_requests(c)) return stop;
  if (Stop stop = set_up(c)) return stop;
  for (std::size_t i = 0; i < c.test_case.steps.size(); ++i) {
    const Step& step = c.test_case.steps[i];
    if (c.test_case.generated && !can_send(c, step)) continue;
    const std::string purpose = c.test_case.steps.size() == 1 ? "request" : "request of step " + std::to_string(i + 1);
    const Step* next = i + 1 < c.test_case.steps.size() ? &c.test_case.steps[i + 1] : nullptr;
    Stop stop = step.sends.size() > 1 ? concurrent_step(c, step, purpose) : sequential_step(c, step, next, purpose);
    if (stop) return stop;
  }
  return check_controls_of_refused(c);
}

}  // namespace

Verdict run_case(const Case& test_case, const RunSetting& setting, const User& user, const std::optional<User>& user2,
                 RetryingClient& client, SavedReads& saved) {
  const auto begun = std::chrono::steady_clock::now();
  CaseState c{.test_case = test_case,
              .setting = setting,
              .client = client,
              .findings = {setting.suite.rules, setting.contract.version},
              .env = {.fixtures = setting.suite.fixtures,
                      .user = user,
                      .user2 = user2,
                      .special_actors = setting.special_actors,
                      .unknown_id = derived_uuid(setting.seed, test_case.id),
                      .nonce = derived_nonce(setting.seed, test_case.id),
                      .member_order = derived_number(setting.member_order, test_case.id),
                      .before = nullptr,
                      .own_values = &setting.own_values},
              .verdict = {},
              .saved = saved,
              .records = {},
              .custom_attributes = {},
              .identities = {},
              .refused = {}};
  c.env.records = &c.records;
  take_last_reads(c);
  client.allow(setting.case_time);
  Stop stop = steps(c);
  note_open_interpretations(c);
  Verdict& verdict = c.verdict;
  if (!stop && c.lag) stop = errored(lag_reason(*c.lag));
  verdict.id = test_case.id;
  verdict.about = test_case.about;
  verdict.file = test_case.file;
  verdict.line = test_case.line;
  verdict.requirements = test_case.requirements;
  std::ranges::move(c.exchanges, std::back_inserter(verdict.exchanges));
  if (!c.findings.all().empty()) {
    const auto known = client.redactor();
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
  if (verdict.outcome.kind == OutcomeKind::passed && verdict.findings.empty()) keep_last_reads(c);
  return std::move(c.verdict);
}

Verdict run_case(const Case& test_case, const RunSetting& setting, const User& user, const std::optional<User>& user2,
                 RetryingClient& client) {
  SavedReads every_read_is_sent;
  return run_case(test_case, setting, user, user2, client, every_read_is_sent);
}

}  // namespace conform
