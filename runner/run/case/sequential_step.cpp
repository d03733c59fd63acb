#include <utility>
#include <vector>

#include "run/case/blame.hpp"
#include "run/case/control_requests.hpp"
#include "run/case/conversation.hpp"
#include "run/case/effects.hpp"
#include "run/case/steps.hpp"

namespace conform {
namespace {

using nlohmann::json;

tl::expected<CheckedResponse, Outcome> one_request(CaseState& c, const Step& step, const Send& send,
                                                   const std::string& purpose) {
  const Operation* operation = c.setting.contract.find(send.operation);
  if (operation == nullptr)
    return tl::unexpected{skipped("version " + c.setting.contract.version + " has no operation " + send.operation)};
  if (step.uses_record && operation->writes() && operation->names_user()) {
    if (Stop stop = ensure_read(c, c.env.user.id, c.env.user)) return tl::unexpected{*stop};
  }
  point_before(c);
  c.env.member_order = c.env.member_order.value_or(0) + 1;  // another order, whatever requests the setup has taken
  auto prepared = prepare_for(c, send);
  if (!prepared) return tl::unexpected{prepared.error()};

  Affected affected = affected_by(c, *prepared, send);
  if (reads_effect(step.expect)) {
    if (Stop stop = ensure_affected_read(c, affected)) return tl::unexpected{*stop};
  }
  const auto others = unrelated_resources(c, step.expect, *operation, prepared->actor);
  if (!others) return tl::unexpected{others.error()};
  point_before(c);
  const Level max_level = max_level_of(c, step.expect);
  if (!operation->writes()) wait_until_consistent(c, operation->names_user() ? prepared->user_id : prepared->actor);
  auto response = send_request(c, *prepared, purpose, step.expect.accepted(), max_level);
  if (!response) return response;
  std::optional<Expect> filled;
  const auto ready = fill_in_matches(c, step.expect, filled);
  if (!ready) return tl::unexpected{ready.error()};
  const Expect& expect = **ready;
  const Alternative* alternative =
      alternative_for(expect, response->status, response->document ? &*response->document : nullptr);
  ParsedResponse parsed{.response = response_of(c.verdict.exchanges[response->exchange]),
                        .document = std::move(response->document),
                        .json_error = std::nullopt,
                        .duplicate = std::nullopt,
                        .beyond = {}};
  check_expectation(expect, alternative, parsed, send.operation, response->exchange, c.findings);
  response->document = std::move(parsed.document);
  note_refusal(c, expect, send.operation, response->status);
  suspect_token(c, expect, *prepared, response->status, response->exchange);
  const bool own = prepared->actor == c.env.user.actor &&
                   (prepared->user_id.empty() || prepared->user_id == c.env.user.id) && !prepared->undocumented;
  if (own && alternative == nullptr && says_not_there(response->status))
    c.setting.control_requests.deny(send.operation);
  const Stop after_effect = effect(c, expect, alternative, *prepared, affected, *response, max_level, step.read_later);
  // What came back of a value says more than the status does.
  if (!note_open_interpretations(c).contains(expect.observation)) observe(c, expect, alternative, response->exchange);
  if (after_effect) return tl::unexpected{*after_effect};
  if (Stop stop = check_unrelated_resources(c, *others, *operation, prepared->attributes, max_level))
    return tl::unexpected{*stop};
  return response;
}

}  // namespace

Stop sequential_step(CaseState& c, const Step& step, const std::string& purpose) {
  std::vector<json> documents;
  std::size_t last = 0;
  const std::string unknown_id = c.env.unknown_id;
  for (int time = 0; time < step.times; ++time) {
    // Another unknown record is another occurrence of the same problem.
    if (time > 0) c.env.unknown_id = derived_uuid(c.setting.seed, unknown_id + std::to_string(time));
    auto response = one_request(c, step, step.sends.front(),
                                step.times == 1 ? purpose : purpose + ", time " + std::to_string(time + 1));
    if (!response) return response.error();
    last = response->exchange;
    const bool refused = response->status >= 400 && step.expect.accepted().contains(response->status);
    for (std::size_t i = 0; refused && i < step.if_refused.size(); ++i) {
      const std::string part = purpose + ", part " + std::to_string(i + 1);
      auto alone = one_request(c, step.if_refused[i], step.if_refused[i].sends.front(), part);
      if (!alone) return alone.error();
    }
    if (response->document) documents.push_back(std::move(*response->document));
  }
  c.env.unknown_id = unknown_id;
  std::vector<const json*> pointers;
  for (const json& document : documents) pointers.push_back(&document);
  check_repetition(step.expect, pointers, step.sends.front().operation, last, c.findings);
  return std::nullopt;
}

}  // namespace conform
