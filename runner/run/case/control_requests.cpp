#include "run/case/control_requests.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "check/server_words.hpp"
#include "run/case/blame.hpp"
#include "run/case/conversation.hpp"
#include "run/case/effects.hpp"

namespace conform {
namespace {

using nlohmann::json;

// What a twin sends: nothing that could be refused, and of a record no other values where these may be kept.
struct ControlRequest {
  Send send;
  Effect effect = Effect::none;
};

ControlRequest control_request_for(const CaseState& c, const std::string& operation) {
  ControlRequest control;
  control.send.operation = operation;
  if (operation == "setUser") {
    control.effect = Effect::replace;
    control.send.body_kind = BodyKind::attributes;
    control.send.body = c.setting.suite.fixtures.states.find("full")->second;
  } else if (operation == "updateUser") {
    control.effect = Effect::merge;
    control.send.body_kind = BodyKind::attributes;
    control.send.body = std::make_shared<const json>(json{{"$from", "before"}});
  } else if (operation == "setUserAttributes") {
    control.effect = Effect::merge;
    control.send.body_kind = BodyKind::document;
    control.send.body = std::make_shared<const json>(json{{"conform-twin", "${nonce}"}});
  }
  return control;
}

// It may be the first write of a user in this run, so that what it does shows what no later one does: that is compared
// like every other write's. Empty: it succeeded.
tl::expected<std::string, Outcome> execute(CaseState& c, const ControlRequest& control) {
  const Operation* operation = c.setting.contract.find(control.send.operation);
  if (operation != nullptr && operation->writes() && operation->names_user()) {
    if (Stop stop = ensure_read(c, c.env.user.id, c.env.user)) return tl::unexpected{*stop};
  }
  point_before(c);
  const auto prepared = prepare_for(c, control.send);
  if (!prepared) return tl::unexpected{prepared.error()};
  Expect expect;
  expect.alternatives.emplace_back().effect = control.effect;
  Affected affected = affected_by(c, *prepared, control.send);
  if (prepared->operation->writes()) {
    if (Stop stop = ensure_affected_read(c, affected)) return tl::unexpected{*stop};
  }
  point_before(c);
  const auto response = send_request(c, *prepared, "control request");
  if (!response) return tl::unexpected{response.error()};
  if (says_not_there(response->status())) c.setting.control_requests.deny(control.send.operation);
  if (response->status() < 200 || response->status() > 299)
    return "it responded " + std::to_string(response->status()) + response->words;
  if (Stop stop = effect(c, expect, &expect.alternatives.front(), *prepared, affected, *response, Level::must))
    return tl::unexpected{*stop};
  return std::string{};
}

// What was served before in this run, and is refused now.
void note_change_of_mind(CaseState& c, const std::string& operation) {
  const Response* response = c.exchanges.empty() ? nullptr : response_of(c.exchanges.back());
  constexpr std::array refusals{400, 403, 404, 405, 406, 415, 422};
  if (response == nullptr || std::ranges::find(refusals, response->status) == refusals.end()) return;
  c.findings.add({.rule = "contract.status",
                  .where = "status",
                  .expected = "a success, as before in this run",
                  .actual = std::to_string(response->status) + with_server_words(*response),
                  .message = operation + " responded " + std::to_string(response->status) +
                             " to a valid request like one that succeeded before in this run"},
                 {.operation = operation, .exchange = c.exchanges.size() - 1});
}

std::string try_control_request(CaseState& c, const std::string& operation, bool again) {
  const auto why_not = execute(c, control_request_for(c, operation));
  if (again && why_not && !why_not->empty()) note_change_of_mind(c, operation);
  // Trouble of this one exchange says nothing of the next: it is not remembered.
  if (!why_not) return why_not.error().reason;
  c.setting.control_requests.note(c.env.user.actor, operation, *why_not);
  return *why_not;
}

Stop require_control_requests(CaseState& c, const std::set<std::string, std::less<>>& wanted) {
  for (const std::string& operation : wanted) {
    std::optional<std::string> known = c.setting.control_requests.known(c.env.user.actor, operation);
    // The twin of updateUser sends back what is there, which need not be served for ever.
    const bool again =
        known && known->empty() && operation != "updateUser" && c.setting.control_requests.is_due(operation);
    if (!known || again) known = try_control_request(c, operation, again);
    if (!known->empty()) {
      return errored(
          "cannot judge the error: the valid request " + operation + " also fails for " + c.env.user.actor + ": " +
          *known +
          (c.setting.control_requests.seems_missing(operation) ? "; " + hint_on_missing(operation) : std::string{}));
    }
  }
  return std::nullopt;
}

}  // namespace

Stop check_control_requests(CaseState& c) {
  std::set<std::string, std::less<>> wanted;
  for (const Step& step : c.test_case.steps) {
    if (!step.expect.negative()) continue;
    for (const Send& send : step.sends) {
      if (!c.test_case.generated || c.setting.offered.contains(send.operation)) wanted.insert(send.operation);
    }
  }
  return require_control_requests(c, wanted);
}

Stop check_controls_of_refused(CaseState& c) { return require_control_requests(c, c.refused); }

void note_refusal(CaseState& c, const Expect& expect, const std::string& operation, int status) {
  if (status >= 400 && expect.accepted().contains(status) && expect.accepted().has_success())
    c.refused.insert(operation);
}

}  // namespace conform
