// A refusal counts only when the same request without its fault succeeds.
#include <algorithm>
#include <array>

#include "check/server_words.hpp"
#include "run/case/case_run.hpp"

namespace conform {

using nlohmann::json;

// What it sends: nothing that could be refused, and of a record no other values where these may be kept.
CaseRun::ControlRequest CaseRun::control_request_for(const std::string& operation) const {
  ControlRequest control;
  control.send.operation = operation;
  if (operation == "setUser") {
    control.effect = Effect::replace;
    control.send.body_kind = BodyKind::attributes;
    control.send.body = setting_.suite.fixtures.states.find("full")->second;
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
tl::expected<std::string, Outcome> CaseRun::send_control_request(const ControlRequest& control) {
  const Operation* operation = setting_.contract.find(control.send.operation);
  if (operation != nullptr && operation->writes() && operation->names_user()) {
    if (Stop stop = client_.ensure_read(Resource::record(env_.user, env_.user.id))) return tl::unexpected{*stop};
  }
  const auto prepared = client_.prepare(control.send);
  if (!prepared) return tl::unexpected{prepared.error()};
  Expect expect;
  expect.alternatives.emplace_back().effect = control.effect;
  Resource affected = effects_.affected_by(*prepared, control.send);
  if (prepared->operation->writes()) {
    if (Stop stop = effects_.ensure_read(affected)) return tl::unexpected{*stop};
  }
  const auto response = client_.send(*prepared, "control request");
  if (!response) return tl::unexpected{response.error()};
  const int status = response->status();
  if (says_not_there(status)) setting_.control_requests.deny(control.send.operation);
  if (status < 200 || status > 299) return "it responded " + std::to_string(status) + response->words;
  if (Stop stop = effects_.check(expect, &expect.alternatives.front(), *prepared, affected, *response, Level::must))
    return tl::unexpected{*stop};
  return std::string{};
}

// What was served before in this run, and is refused now.
void CaseRun::note_change_of_mind(const std::string& operation) {
  const Response* response = log_.last_response();
  constexpr std::array refusals{400, 403, 404, 405, 406, 415, 422};
  if (response == nullptr || std::ranges::find(refusals, response->status) == refusals.end()) return;
  log_.add(Mismatch{.rule = "contract.status",
                    .where = "status",
                    .expected = "a success, as before in this run",
                    .actual = std::to_string(response->status) + with_server_words(*response),
                    .message = operation + " responded " + std::to_string(response->status) +
                               " to a valid request like one that succeeded before in this run"},
           {.operation = operation, .exchange = log_.size() - 1});
}

std::string CaseRun::try_control_request(const std::string& operation, bool again) {
  const auto why_not = send_control_request(control_request_for(operation));
  if (again && why_not && !why_not->empty()) note_change_of_mind(operation);
  // Trouble of this one exchange says nothing of the next: it is not remembered.
  if (!why_not) return why_not.error().reason;
  setting_.control_requests.note(env_.user.actor, operation, *why_not);
  return *why_not;
}

Stop CaseRun::require_control_requests(const std::set<std::string, std::less<>>& wanted) {
  ControlRequests& control_requests = setting_.control_requests;
  const std::string& actor = env_.user.actor;
  for (const std::string& operation : wanted) {
    std::optional<std::string> known = control_requests.known(actor, operation);
    // That of updateUser sends back what is there, which need not be served for ever.
    const bool again = known && known->empty() && operation != "updateUser" && control_requests.is_due(operation);
    if (!known || again) known = try_control_request(operation, again);
    if (known->empty()) continue;
    return errored("cannot judge the error: the valid request " + operation + " also fails for " + actor + ": " +
                   *known +
                   (control_requests.seems_missing(operation) ? "; " + hint_on_missing(operation) : std::string{}));
  }
  return std::nullopt;
}

Stop CaseRun::check_control_requests() {
  std::set<std::string, std::less<>> wanted;
  for (const Step& step : test_case_.steps) {
    if (!step.expect.negative()) continue;
    for (const Send& send : step.sends) wanted.insert(send.operation);
  }
  return require_control_requests(wanted);
}

// An operation that was refused where the case accepts a success as well needs its control request after it.
void CaseRun::note_refusal(const Expect& expect, const std::string& operation, int status) {
  if (status >= 400 && expect.accepted().contains(status) && expect.accepted().has_success())
    refused_.insert(operation);
}

}  // namespace conform
