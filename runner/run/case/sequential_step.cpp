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

// The way of writing that is asked for, unless the server was seen to refuse it: null then, and nothing of it is
// expected any more.
const Writing* writing_of(const CaseState& c, const Send& send, Expect& expect) {
  const Writing* writing = find_writing(send.writing);
  if (writing == nullptr || !c.setting.refused_writings->contains(writing->name)) return writing;
  std::erase_if(expect.alternatives, [](const Alternative& one) { return one.name == writing_refused; });
  return nullptr;
}

// What is to happen right before a request.
void make_ready(CaseState& c, const Send& send) {
  if (send.new_connection) c.client.leave_connection();
  if (send.pause.count() > 0) static_cast<void>(c.client.wait(send.pause));  // a stop shows in the request
}

// Whether the next step writes the same record with the same right, and reads it back.
bool writes_again(const CaseState& c, const Step& step, const Step* next) {
  if (next == nullptr || next->sends.size() != 1 || !reads_effect(next->expect)) return false;
  const auto names_own = [&](const Send& send) {
    const Operation* operation = c.setting.contract.find(send.operation);
    return operation != nullptr && operation->writes() && operation->names_user() && send.as == "user" &&
           !send.user_id && !send.path && !send.method && !send.authorization_given;
  };
  return names_own(step.sends.front()) && names_own(next->sends.front());
}

tl::expected<CheckedExchange, Outcome> one_request(CaseState& c, const Step& step, const Send& send, ReadBack read_back,
                                                   const std::string& purpose) {
  const Operation* operation = c.setting.contract.find(send.operation);
  if (operation == nullptr)
    return tl::unexpected{skipped("version " + c.setting.contract.version + " has no operation " + send.operation)};
  if (step.uses_record && operation->writes() && operation->names_user()) {
    if (Stop stop = ensure_read(c, c.env.user.id, c.env.user)) return tl::unexpected{*stop};
  }
  point_before(c);
  next_member_order(c);
  auto prepared = prepare_for(c, send);
  if (!prepared) return tl::unexpected{prepared.error()};

  Affected affected = affected_by(c, *prepared, send);
  if (reads_effect(step.expect)) {
    if (Stop stop = ensure_affected_read(c, affected)) return tl::unexpected{*stop};
  }
  const auto others = unrelated_resources(c, step.expect, *operation, prepared->actor);
  if (!others) return tl::unexpected{others.error()};
  point_before(c);
  std::optional<Expect> without_writing;
  if (!send.writing.empty()) without_writing = step.expect;
  const Writing* writing = without_writing ? writing_of(c, send, *without_writing) : nullptr;
  const Expect& asked = without_writing ? *without_writing : step.expect;
  if (writing != nullptr) write_in(*prepared, *writing);
  const Level max_level = max_level_of(c, asked);
  if (!operation->writes()) wait_until_consistent(c, operation->names_user() ? prepared->user_id : prepared->actor);
  make_ready(c, send);
  auto response = send_request(c, *prepared, purpose, asked.accepted(), max_level);
  if (writing != nullptr && writing->last_on_connection) c.client.leave_connection();
  if (!response) return response;
  std::optional<Expect> filled;
  const auto ready = fill_in_matches(c, asked, filled);
  if (!ready) return tl::unexpected{ready.error()};
  const Expect& expect = **ready;
  const Alternative* alternative = alternative_for(expect, response->status(), response->document());
  if (writing != nullptr && alternative != nullptr && alternative->name == writing_refused)
    c.setting.refused_writings->note(writing->name, response->status());
  c.findings.add(
      check_expectation(expect, alternative, response->exchange, c.findings.has("contract.status", response->index)),
      {.operation = send.operation, .exchange = response->index});
  note_refusal(c, expect, send.operation, response->status());
  suspect_token(c, expect, *prepared, response->status(), response->index);
  const bool own = prepared->actor == c.env.user.actor &&
                   (prepared->user_id.empty() || prepared->user_id == c.env.user.id) && !prepared->undocumented;
  if (own && alternative == nullptr && says_not_there(response->status()))
    c.setting.control_requests.deny(send.operation);
  const Stop after_effect = effect(c, expect, alternative, *prepared, affected, *response, max_level, read_back);
  // What came back of a value says more than the status does.
  if (!note_open_interpretations(c).contains(expect.observation)) observe(c, expect, alternative, response->index);
  if (after_effect) return tl::unexpected{*after_effect};
  if (Stop stop = check_unrelated_resources(c, *others, *operation, prepared->attributes, max_level))
    return tl::unexpected{*stop};
  return response;
}

}  // namespace

Stop sequential_step(CaseState& c, const Step& step, const Step* next, const std::string& purpose) {
  std::vector<json> documents;
  std::size_t last = 0;
  const std::string unknown_id = c.env.unknown_id;
  for (int time = 0; time < step.times; ++time) {
    // Another unknown record is another occurrence of the same problem.
    if (time > 0) c.env.unknown_id = derived_uuid(c.setting.seed, unknown_id + std::to_string(time));
    const bool again = c.saved.by_response && time + 1 < step.times;
    const bool hidden = step.read_later || (c.saved.by_response && writes_again(c, step, next));
    auto response = one_request(c, step, step.sends.front(),
                                again    ? ReadBack::when_last
                                : hidden ? ReadBack::when_hidden
                                         : ReadBack::at_once,
                                step.times == 1 ? purpose : purpose + ", time " + std::to_string(time + 1));
    if (!response) return response.error();
    last = response->index;
    const bool refused = response->status() >= 400 && step.expect.accepted().contains(response->status());
    for (std::size_t i = 0; refused && i < step.if_refused.size(); ++i) {
      const std::string part = purpose + ", part " + std::to_string(i + 1);
      auto alone = one_request(c, step.if_refused[i], step.if_refused[i].sends.front(), ReadBack::at_once, part);
      if (!alone) return alone.error();
    }
    if (auto& document = response->exchange.parsed.document) documents.push_back(std::move(*document));
  }
  c.env.unknown_id = unknown_id;
  std::vector<const json*> pointers;
  for (const json& document : documents) pointers.push_back(&document);
  const std::string& operation = step.sends.front().operation;
  c.findings.add(check_repetition(step.expect, pointers, operation), {.operation = operation, .exchange = last});
  return std::nullopt;
}

}  // namespace conform
