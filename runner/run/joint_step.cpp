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

// What one request or all together make of the user's record or /attributes, compared with what is there now.
struct Comparison {
  CaseState& c;
  bool on_attributes;
  json before;
  json later;
  std::size_t read;
  Level cap;

  [[nodiscard]] std::vector<Finding> differences(const Operation& operation, Effect effect, const json& sent) const {
    Findings apart{c.setting.suite.rules, c.setting.contract.version};
    check_effect({.operation = operation.id,
                  .effect = effect,
                  .status = on_attributes ? 204 : 200,
                  .on_attributes = on_attributes,
                  .before = before,
                  .sent = sent,
                  .answered = nullptr,
                  .later = &later,
                  .shape = c.setting.shape,
                  .address_pin = std::nullopt,
                  .cap = cap,
                  .exchange = read,
                  .read_exchange = read},
                 apart);
    return apart.take();
  }
};

// All changes that were served have to be there at once.
void all_have_won(const Comparison& now, const Expect& expect, const std::vector<const Composed*>& served) {
  if (served.empty()) return;
  json all = json::object();
  for (const Composed* one : served) {
    if (one->attributes.is_object()) all.update(one->attributes);
  }
  for (const Finding& finding : now.differences(*served.front()->operation, Effect::merge, all)) {
    now.c.findings.add_cited("expect.all-win", expect.requirement, expect.level, now.read,
                             {.where = finding.where,
                              .expected = finding.expected,
                              .actual = finding.actual,
                              .message = "of " + std::to_string(served.size()) +
                                         " changes at the same time, one was lost: " + finding.message});
  }
}

// The record has to be one of those that were served, as a whole.
void one_has_won(const Comparison& now, const Expect& expect, const std::vector<const Composed*>& served) {
  const bool whole = std::ranges::any_of(served, [&](const Composed* one) {
    return now.differences(*one->operation, Effect::replace, one->attributes).empty();
  });
  if (whole || served.empty()) return;
  now.c.findings.add_cited("expect.one-wins", expect.requirement, expect.level, now.read,
                           {.where = "/data/attributes",
                            .expected = "one of the records that were sent, whole",
                            .actual = clipped(now.later),
                            .message = "after " + std::to_string(served.size()) +
                                       " replacements at the same time the record is none of them"});
}

// Where nothing was served, nothing may have changed.
void none_has_written(const Comparison& now, const Operation& operation) {
  for (const Finding& finding : now.differences(operation, Effect::none, json())) {
    now.c.findings.add(
        finding.rule, operation.id, now.read,
        {.where = finding.where, .expected = finding.expected, .actual = finding.actual, .message = finding.message},
        now.cap);
  }
}

// Reads back what requests at the same time have made of the user's record or /attributes.
Stop outcome_of_all(CaseState& c, const Expect& expect, const std::vector<Composed>& composed,
                    const std::vector<std::size_t>& served, Level cap) {
  const auto writing = std::ranges::find_if(composed, [](const Composed& one) { return one.operation->writes(); });
  if (writing == composed.end()) return std::nullopt;
  const Party& user = c.env.user;
  const bool on_attributes = !writing->operation->names_user();
  if (on_attributes && !c.setting.offered.contains("getUserAttributes")) return std::nullopt;
  std::size_t read = 0;
  auto later = on_attributes ? read_user_attributes(c, user, "read back", &read)
                             : read_record(c, user.id, user, "read back", &read);
  if (!later) return later.error();
  json& known = on_attributes ? c.user_attributes.at(user.actor) : c.records.at(user.id);
  const Comparison now{
      .c = c, .on_attributes = on_attributes, .before = std::move(known), .later = *later, .read = read, .cap = cap};
  known = std::move(*later);
  if (c.env.other) c.records.erase(c.env.other->id);
  point_before(c);
  std::vector<const Composed*> own;  // requests of others concern other records
  for (const std::size_t i : served) {
    const Composed& one = composed[i];
    const bool mine = on_attributes ? one.actor == user.actor : one.user_id == user.id;
    if (mine && one.operation->writes()) own.push_back(&one);
  }
  if (expect.all_win || on_attributes) {
    all_have_won(now, expect, own);
  } else if (expect.one_wins) {
    one_has_won(now, expect, own);
  } else if (own.empty()) {
    none_has_written(now, *writing->operation);
  }
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
    std::vector<Delivery> deliveries = c.messenger.send_together(
        std::move(requests), purpose + ", all at the same time", actors, on_401_of(expect.accepted()));
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
