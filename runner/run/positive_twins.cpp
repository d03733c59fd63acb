#include "run/positive_twins.hpp"

#include <set>

#include "run/records.hpp"

namespace conform {
namespace {

using nlohmann::json;

std::string try_twin(CaseState& c, const std::string& operation) {
  Send send;
  send.operation = operation;
  if (operation == "setUser") {
    send.body_kind = BodyKind::attributes;
    send.body = c.setting.suite.fixtures.states.find("full")->second;
  } else if (operation == "updateUser") {
    if (const Stop stop = know_record(c, c.env.user.id, c.env.user)) return stop->reason;
    point_before(c);
    send.body_kind = BodyKind::attributes;
    send.body = std::make_shared<const json>(json{{"$from", "before"}});
  } else if (operation == "setUserAttributes") {
    send.body_kind = BodyKind::document;
    send.body = std::make_shared<const json>(json{{"conform-twin", "${nonce}"}});
  }
  const auto answered = deliver(c, send, "positive twin");
  c.records.clear();
  c.user_attributes.clear();
  std::string why_not;
  if (!answered) {
    why_not = answered.error().reason;
  } else if (answered->status < 200 || answered->status > 299) {
    why_not = "it answered " + std::to_string(answered->status);
  } else if (!answered->sound) {
    why_not = "its answer is against the contract";
  }
  c.setting.twins.note(c.env.user.actor, operation, why_not);
  return why_not;
}

Stop succeed(CaseState& c, const std::set<std::string>& operations) {
  for (const std::string& operation : operations) {
    std::optional<std::string> known = c.setting.twins.known(c.env.user.actor, operation);
    if (!known) known = try_twin(c, operation);
    if (!known->empty()) {
      return errored("a refusal tells nothing, since " + operation + " does not succeed for " + c.env.user.actor +
                     " with nothing wrong in the request: " + *known);
    }
  }
  return std::nullopt;
}

}  // namespace

Stop positive_twins(CaseState& c) {
  std::set<std::string> wanted;
  for (const Step& step : c.one.steps) {
    if (!step.expect.negative()) continue;
    for (const Send& send : step.sends) wanted.insert(send.operation);
  }
  return succeed(c, wanted);
}

Stop positive_twins_of_refused(CaseState& c) {
  const std::set<std::string> refused = c.refused;  // a twin may be refused as well
  return succeed(c, refused);
}

}  // namespace conform
