#include "run/single_step.hpp"

#include <utility>
#include <vector>

#include "run/bystanders.hpp"
#include "run/effects.hpp"
#include "run/hints.hpp"
#include "run/positive_twins.hpp"
#include "run/records.hpp"

namespace conform {
namespace {

using nlohmann::json;

tl::expected<Answered, Outcome> one_request(CaseState& c, const Step& step, const Send& send,
                                            const std::string& purpose) {
  const Operation* operation = c.setting.contract.find(send.operation);
  if (operation == nullptr)
    return tl::unexpected{skipped("version " + c.setting.contract.version + " has no operation " + send.operation)};
  if (step.uses_record && operation->writes() && operation->names_user()) {
    if (Stop stop = know_record(c, c.env.user.id, c.env.user)) return tl::unexpected{*stop};
  }
  point_before(c);
  auto composed = compose_for(c, send);
  if (!composed) return tl::unexpected{composed.error()};

  Affected affected = affected_by(c, *composed, send);
  if (reads_effect(step.expect)) {
    if (Stop stop = know_affected(c, affected)) return tl::unexpected{*stop};
  }
  const auto others = bystanders(c, step.expect, *operation, composed->actor);
  if (!others) return tl::unexpected{others.error()};
  point_before(c);
  const Level cap = cap_of(c, step.expect);
  if (!operation->writes()) let_settle(c, operation->names_user() ? composed->user_id : composed->actor);
  auto answered = deliver(c, *composed, purpose, step.expect.accepted(), cap);
  if (!answered) return answered;
  std::optional<Expect> filled;
  const auto ready = fill_in_matches(c, step.expect, filled);
  if (!ready) return tl::unexpected{ready.error()};
  const Expect& expect = **ready;
  const Reading* reading = reading_of(expect, answered->status, answered->document ? &*answered->document : nullptr);
  Received received{.response = response_of(c.verdict.exchanges[answered->exchange]),
                    .document = std::move(answered->document),
                    .json_error = std::nullopt,
                    .duplicate = std::nullopt,
                    .beyond = {}};
  check_expectation(expect, reading, received, send.operation, answered->exchange, c.findings);
  answered->document = std::move(received.document);
  note_refusal(c, expect, send.operation, answered->status);
  suspect_token(c, expect, *composed, answered->status, answered->exchange);
  const bool own = composed->actor == c.env.user.actor &&
                   (composed->user_id.empty() || composed->user_id == c.env.user.id) && !composed->off_table;
  if (own && reading == nullptr && says_not_there(answered->status)) c.setting.twins.deny(send.operation);
  const Stop after_effect = effect(c, expect, reading, *composed, affected, *answered, cap);
  // What came back of a value says more than the status does.
  if (!note_open_readings(c).contains(expect.observation)) observe(c, expect, reading, answered->exchange);
  if (after_effect) return tl::unexpected{*after_effect};
  if (Stop stop = untouched(c, *others, *operation, composed->attributes, cap)) return tl::unexpected{*stop};
  return answered;
}

}  // namespace

Stop one_by_one(CaseState& c, const Step& step, const std::string& purpose) {
  std::vector<json> documents;
  std::size_t last = 0;
  const std::string unknown_id = c.env.unknown_id;
  for (int time = 0; time < step.times; ++time) {
    // Another unknown record is another occurrence of the same problem.
    if (time > 0) c.env.unknown_id = derived_uuid(c.setting.seed, unknown_id + std::to_string(time));
    auto answered = one_request(c, step, step.sends.front(),
                                step.times == 1 ? purpose : purpose + ", time " + std::to_string(time + 1));
    if (!answered) return answered.error();
    last = answered->exchange;
    if (answered->document) documents.push_back(std::move(*answered->document));
  }
  c.env.unknown_id = unknown_id;
  std::vector<const json*> pointers;
  for (const json& document : documents) pointers.push_back(&document);
  check_repetition(step.expect, pointers, step.sends.front().operation, last, c.findings);
  return std::nullopt;
}

}  // namespace conform
