#include "run/positive_twins.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "check/server_words.hpp"
#include "run/effects.hpp"
#include "run/hints.hpp"
#include "run/records.hpp"

namespace conform {
namespace {

using nlohmann::json;

// What a twin sends: nothing that could be refused, and of a record no other values where these may be kept.
struct Twin {
  Send send;
  Effect effect = Effect::none;
};

Twin twin_of(const CaseState& c, const std::string& operation) {
  Twin twin;
  twin.send.operation = operation;
  if (operation == "setUser") {
    twin.effect = Effect::replace;
    twin.send.body_kind = BodyKind::attributes;
    twin.send.body = c.setting.suite.fixtures.states.find("full")->second;
  } else if (operation == "updateUser") {
    twin.effect = Effect::merge;
    twin.send.body_kind = BodyKind::attributes;
    twin.send.body = std::make_shared<const json>(json{{"$from", "before"}});
  } else if (operation == "setUserAttributes") {
    twin.effect = Effect::merge;
    twin.send.body_kind = BodyKind::document;
    twin.send.body = std::make_shared<const json>(json{{"conform-twin", "${nonce}"}});
  }
  return twin;
}

// It may be the first write of a user in this run, so that what it does shows what no later one does: that is compared
// like every other write's. Empty: it succeeded.
tl::expected<std::string, Outcome> carry_out(CaseState& c, const Twin& twin) {
  const Operation* operation = c.setting.contract.find(twin.send.operation);
  if (operation != nullptr && operation->writes() && operation->names_user()) {
    if (Stop stop = know_record(c, c.env.user.id, c.env.user)) return tl::unexpected{*stop};
  }
  point_before(c);
  const auto composed = compose_for(c, twin.send);
  if (!composed) return tl::unexpected{composed.error()};
  Expect expect;
  expect.readings.emplace_back().effect = twin.effect;
  Affected affected = affected_by(c, *composed, twin.send);
  if (composed->operation->writes()) {
    if (Stop stop = know_affected(c, affected)) return tl::unexpected{*stop};
  }
  point_before(c);
  const auto answered = deliver(c, *composed, "control request");
  if (!answered) return tl::unexpected{answered.error()};
  if (says_not_there(answered->status)) c.setting.twins.deny(twin.send.operation);
  if (answered->status < 200 || answered->status > 299)
    return "it responded " + std::to_string(answered->status) + answered->words;
  if (Stop stop = effect(c, expect, &expect.readings.front(), *composed, affected, *answered, Level::must))
    return tl::unexpected{*stop};
  return std::string{};
}

// What was served before in this run, and is refused now.
void note_change_of_mind(CaseState& c, const std::string& operation) {
  const Response* response = c.verdict.exchanges.empty() ? nullptr : response_of(c.verdict.exchanges.back());
  constexpr std::array refusals{400, 403, 404, 405, 406, 415, 422};
  if (response == nullptr || std::ranges::find(refusals, response->status) == refusals.end()) return;
  c.findings.add("contract.status", operation, c.verdict.exchanges.size() - 1,
                 {.where = "status",
                  .expected = "a success, as before in this run",
                  .actual = std::to_string(response->status) + with_server_words(*response),
                  .message = operation + " responded " + std::to_string(response->status) +
                             " to a valid request like one that succeeded before in this run"});
}

std::string try_twin(CaseState& c, const std::string& operation, bool again) {
  const auto why_not = carry_out(c, twin_of(c, operation));
  if (again && why_not && !why_not->empty()) note_change_of_mind(c, operation);
  // Trouble of this one exchange says nothing of the next: it is not remembered.
  if (!why_not) return why_not.error().reason;
  c.setting.twins.note(c.env.user.actor, operation, *why_not);
  return *why_not;
}

Stop tell_apart(CaseState& c, const std::set<std::string, std::less<>>& wanted) {
  for (const std::string& operation : wanted) {
    std::optional<std::string> known = c.setting.twins.known(c.env.user.actor, operation);
    // The twin of updateUser sends back what is there, which need not be served for ever.
    const bool again = known && known->empty() && operation != "updateUser" && c.setting.twins.is_due(operation);
    if (!known || again) known = try_twin(c, operation, again);
    if (!known->empty()) {
      return errored("cannot judge the error: the valid request " + operation + " also fails for " + c.env.user.actor +
                     ": " + *known +
                     (c.setting.twins.seems_missing(operation) ? "; " + hint_on_missing(operation) : std::string{}));
    }
  }
  return std::nullopt;
}

}  // namespace

Stop positive_twins(CaseState& c) {
  std::set<std::string, std::less<>> wanted;
  for (const Step& step : c.one.steps) {
    if (!step.expect.negative()) continue;
    for (const Send& send : step.sends) wanted.insert(send.operation);
  }
  return tell_apart(c, wanted);
}

Stop twins_of_refused(CaseState& c) { return tell_apart(c, c.refused); }

void note_refusal(CaseState& c, const Expect& expect, const std::string& operation, int status) {
  if (status >= 400 && expect.accepted().contains(status) && expect.accepted().has_success())
    c.refused.insert(operation);
}

}  // namespace conform
