#include "run/joint_step.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "check/effect_check.hpp"
#include "json/text.hpp"
#include "run/answer_check.hpp"
#include "run/records.hpp"

namespace conform {
namespace {

using nlohmann::json;

Stop all_attributes(CaseState& c, const Expect& expect, const std::vector<Composed>& composed,
                    const std::vector<std::size_t>& served, Level cap) {
  if (!c.setting.offered.contains("getUserAttributes")) return std::nullopt;
  const json before = c.user_attributes.at(c.env.user.actor);
  std::size_t read = 0;
  auto later = read_user_attributes(c, c.env.user, "read back", &read);
  if (!later) return later.error();
  json all = json::object();
  for (const std::size_t i : served) {
    if (composed[i].attributes.is_object() && composed[i].actor == c.env.user.actor) all.update(composed[i].attributes);
  }
  Findings apart{c.setting.suite.rules, c.setting.contract.version};
  check_effect({.operation = "setUserAttributes",
                .effect = Effect::merge,
                .status = 204,
                .on_attributes = true,
                .before = before,
                .sent = all,
                .answered = nullptr,
                .later = &*later,
                .shape = c.setting.shape,
                .address_pin = std::nullopt,
                .cap = cap,
                .exchange = read,
                .read_exchange = read},
               apart);
  for (const Finding& finding : apart.all()) {
    c.findings.add_cited("expect.all-win", expect.requirement, expect.level, read,
                         {.where = finding.where,
                          .expected = finding.expected,
                          .actual = finding.actual,
                          .message = "of " + std::to_string(composed.size()) +
                                     " changes at the same time, one was lost: " + finding.message});
  }
  c.user_attributes.insert_or_assign(c.env.user.actor, std::move(*later));
  return std::nullopt;
}

// Which state the record may be in after requests at the same time: all served changes together, or one of the served
// records as a whole; without such an expectation, unchanged where `effect` is none.
Stop outcome_of_all(CaseState& c, const Expect& expect, const std::vector<Composed>& composed,
                    const std::vector<std::size_t>& served, Level cap) {
  const bool writes = std::ranges::any_of(composed, [](const Composed& one) { return one.operation->writes(); });
  if (!writes) return std::nullopt;
  if (!composed.front().operation->names_user()) return all_attributes(c, expect, composed, served, cap);
  const json before = c.records.at(c.env.user.id);
  std::size_t read = 0;
  auto later = read_record(c, c.env.user.id, c.env.user, "read back", &read);
  if (!later) return later.error();
  const auto differences = [&](Effect effect, const json& sent, const Operation& operation) {
    Findings apart{c.setting.suite.rules, c.setting.contract.version};
    check_effect({.operation = operation.id,
                  .effect = effect,
                  .status = 200,
                  .on_attributes = false,
                  .before = before,
                  .sent = sent,
                  .answered = nullptr,
                  .later = &*later,
                  .shape = c.setting.shape,
                  .address_pin = std::nullopt,
                  .cap = cap,
                  .exchange = read,
                  .read_exchange = read},
                 apart);
    return apart.take();
  };
  if (expect.all_win) {
    json all = json::object();
    for (const std::size_t i : served) {
      if (composed[i].attributes.is_object()) all.update(composed[i].attributes);
    }
    for (const Finding& finding : differences(Effect::merge, all, *composed.front().operation)) {
      c.findings.add_cited("expect.all-win", expect.requirement, expect.level, read,
                           {.where = finding.where,
                            .expected = finding.expected,
                            .actual = finding.actual,
                            .message = "of " + std::to_string(composed.size()) +
                                       " changes at the same time, one was lost: " + finding.message});
    }
  } else if (expect.one_wins) {
    const bool whole = std::ranges::any_of(served, [&](std::size_t i) {
      return differences(Effect::replace, composed[i].attributes, *composed[i].operation).empty();
    });
    if (!whole && !served.empty()) {
      c.findings.add_cited("expect.one-wins", expect.requirement, expect.level, read,
                           {.where = "/data/attributes",
                            .expected = "one of the records that were sent, whole",
                            .actual = clipped(*later),
                            .message = "after " + std::to_string(served.size()) +
                                       " replacements at the same time the record is none of them"});
    }
  } else if (served.empty()) {
    for (Finding& finding : differences(Effect::none, json(), *composed.front().operation)) {
      c.findings.add(
          finding.rule, composed.front().operation->id, read,
          {.where = finding.where, .expected = finding.expected, .actual = finding.actual, .message = finding.message},
          cap);
    }
  }
  c.records.insert_or_assign(c.env.user.id, std::move(*later));
  point_before(c);
  return std::nullopt;
}

}  // namespace

Stop together(CaseState& c, const Step& step, const std::string& purpose) {
  if (Stop stop = know_record(c, c.env.user.id, c.env.user)) return stop;
  if (c.env.other) {
    if (Stop stop = know_record(c, c.env.other->id, *c.env.other)) return stop;
  }
  point_before(c);
  const bool on_attributes =
      std::ranges::any_of(step.sends, [](const Send& send) { return send.operation == "setUserAttributes"; });
  if (on_attributes && c.setting.offered.contains("getUserAttributes")) {
    if (Stop stop = know_user_attributes(c, c.env.user)) return stop;
  }
  Expect expect = step.expect;
  if (Stop stop = fill_in_matches(c, expect)) return stop;
  const Level cap = cap_of(c, expect);

  for (int time = 0; time < step.times; ++time) {
    std::vector<Composed> composed;
    std::vector<Request> requests;
    std::vector<std::string> actors;
    for (const Send& send : step.sends) {
      auto one = compose(send, c.env, c.setting.contract, c.setting.restraints);
      if (!one) return outcome_of(one.error());
      requests.push_back(one->request);
      actors.push_back(one->actor);
      note_sent(c, *one);
      composed.push_back(std::move(*one));
    }
    std::vector<Delivery> deliveries =
        c.messenger.send_together(std::move(requests), purpose + ", all at the same time", actors);
    std::vector<std::size_t> served;
    for (std::size_t i = 0; i < composed.size(); ++i) {
      auto answered = accept(c, composed[i], std::move(deliveries[i]), expect.accepted(), cap);
      if (!answered) return answered.error();
      const Reading* reading = reading_of(expect, answered->status);
      Received received{.response = response_of(c.verdict.exchanges[answered->exchange]),
                        .document = std::move(answered->document),
                        .json_error = std::nullopt};
      check_expectation(expect, reading, received, composed[i].operation->id, answered->exchange, c.findings);
      observe(c, expect, reading, answered->exchange);
      if (answered->status < 300) served.push_back(i);
    }
    if (Stop stop = outcome_of_all(c, expect, composed, served, cap)) return stop;
  }
  return std::nullopt;
}

}  // namespace conform
