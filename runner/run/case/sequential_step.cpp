// A step of one request, and what expectations mean while a case runs.
#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "check/expectation_check.hpp"
#include "run/case/case_run.hpp"
#include "suite/expression.hpp"

namespace conform {
namespace {

using nlohmann::json;

bool is_open(const Match& match) { return match.value && has_expressions(*match.value); }

// What a case brought a record to, or sent to it, is not what is there where the target sets an attribute itself or has
// it left alone.
bool is_left_alone(const Match& match, const RunSetting& setting) {
  constexpr std::string_view attributes = "/data/attributes/";
  if (!match.at.starts_with(attributes) || match.kind == Match::Kind::type) return false;
  const std::string_view below = std::string_view{match.at}.substr(attributes.size());
  const std::string_view name = below.substr(0, below.find('/'));
  return setting.constraints.protected_attributes.contains(name) ||
         (setting.constraints.server_managed.contains(name) && setting.suite.fixtures.samples.contains(name));
}

template <class Test>
bool any_match(const Expect& expect, const Test& test) {
  return std::ranges::any_of(expect.matches, test) ||
         std::ranges::any_of(expect.alternatives, [&](const Alternative& alternative) {
           return std::ranges::any_of(alternative.matches, test);
         });
}

}  // namespace

tl::expected<const Expect*, Outcome> CaseRun::fill_in_matches(const Expect& expect,
                                                              std::optional<Expect>& filled) const {
  const auto left_alone = [&](const Match& match) { return is_left_alone(match, setting_); };
  if (!any_match(expect, is_open) && !any_match(expect, left_alone)) return &expect;
  filled = expect;
  const auto fill = [&](std::vector<Match>& matches) -> Stop {
    std::erase_if(matches, left_alone);
    for (Match& match : matches) {
      if (!is_open(match)) continue;
      auto value = evaluate_all(*match.value, env_);
      if (!value) return errored(value.error());
      match.value = std::make_shared<const json>(std::move(*value));
    }
    return std::nullopt;
  };
  if (Stop stop = fill(filled->matches)) return tl::unexpected{*stop};
  for (Alternative& alternative : filled->alternatives) {
    if (Stop stop = fill(alternative.matches)) return tl::unexpected{*stop};
  }
  return &*filled;
}

void CaseRun::check_expectation(const Expect& expect, const Alternative* alternative, const CheckedExchange& checked) {
  const bool status_reported = log_.findings().has("contract.status", checked.index);
  log_.add(conform::check_expectation(expect, alternative, checked.exchange, status_reported),
           {.operation = checked.exchange.operation->id, .exchange = checked.index});
}

void CaseRun::observe(const Expect& expect, const Alternative* alternative, std::size_t exchange) {
  if (expect.observation.empty() || alternative == nullptr) return;
  log_.observe(expect.observation, alternative->name, expect.requirement, exchange);
}

Level CaseRun::max_level_of(const Expect& expect) const {
  // Area 14: whatever happens to a request that no sane client sends is a violation at should level.
  constexpr int robustness = 14;
  const Requirement* cited = setting_.suite.rules.find(expect.requirement);
  return cited != nullptr && cited->area == robustness ? Level::should : Level::must;
}

Stop CaseRun::sequential_step(const Step& step, const std::string& purpose) {
  std::vector<json> documents;
  std::size_t last = 0;
  const std::string unknown_id = env_.unknown_id;
  for (int time = 0; time < step.times; ++time) {
    // Another unknown record is another occurrence of the same problem.
    if (time > 0) env_.unknown_id = derived_uuid(setting_.seed, unknown_id + std::to_string(time));
    auto checked = one_request(step, step.times == 1 ? purpose : purpose + ", time " + std::to_string(time + 1));
    if (!checked) return checked.error();
    last = checked->index;
    if (auto& document = checked->exchange.parsed.document) documents.push_back(std::move(*document));
  }
  env_.unknown_id = unknown_id;
  std::vector<const json*> pointers;
  for (const json& document : documents) pointers.push_back(&document);
  const std::string& operation = step.sends.front().operation;
  log_.add(check_repetition(step.expect, pointers, operation), {.operation = operation, .exchange = last});
  return std::nullopt;
}

CheckedOrOutcome CaseRun::one_request(const Step& step, const std::string& purpose) {
  const Send& send = step.sends.front();
  const Operation* operation = setting_.contract.find(send.operation);
  if (operation == nullptr)
    return tl::unexpected{skipped("version " + setting_.contract.version + " has no operation " + send.operation)};
  if (step.uses_record && operation->writes() && operation->names_user()) {
    if (Stop stop = client_.ensure_read(Resource::record(env_.user, env_.user.id))) return tl::unexpected{*stop};
  }
  const auto prepared = client_.prepare(send);
  if (!prepared) return tl::unexpected{prepared.error()};

  Resource affected = effects_.affected_by(*prepared, send);
  if (reads_effect(step.expect)) {
    if (Stop stop = effects_.ensure_read(affected)) return tl::unexpected{*stop};
  }
  const auto others = effects_.unrelated_resources(step.expect, *operation, prepared->actor);
  if (!others) return tl::unexpected{others.error()};
  const Level max_level = max_level_of(step.expect);
  if (!operation->writes())
    client_.wait_until_consistent(operation->names_user() ? prepared->user_id : prepared->actor);
  auto checked = client_.send(*prepared, purpose, step.expect.accepted(), max_level);
  if (!checked) return checked;
  std::optional<Expect> filled;
  const auto ready = fill_in_matches(step.expect, filled);
  if (!ready) return tl::unexpected{ready.error()};
  const Expect& expect = **ready;
  const Alternative* alternative = alternative_for(expect, checked->status(), checked->document());
  check_expectation(expect, alternative, *checked);
  note_refusal(expect, send.operation, checked->status());
  suspect_token(expect, *prepared, *checked);
  const bool own = prepared->actor == env_.user.actor &&
                   (prepared->user_id.empty() || prepared->user_id == env_.user.id) && !prepared->undocumented;
  if (own && alternative == nullptr && says_not_there(checked->status()))
    setting_.control_requests.deny(send.operation);
  const Stop after_effect = effects_.check(expect, alternative, *prepared, affected, *checked, max_level);
  // What came back of a value says more than the status does.
  if (!client_.observe_notices().contains(expect.observation)) observe(expect, alternative, checked->index);
  if (after_effect) return tl::unexpected{*after_effect};
  if (Stop stop = effects_.check_unrelated(*others, *operation, prepared->attributes, max_level))
    return tl::unexpected{*stop};
  return checked;
}

}  // namespace conform
