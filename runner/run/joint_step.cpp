#include "run/joint_step.hpp"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "check/effect_check.hpp"
#include "json/text.hpp"
#include "run/answer_check.hpp"
#include "run/bystanders.hpp"
#include "run/positive_twins.hpp"
#include "run/records.hpp"

namespace conform {
namespace {

using nlohmann::json;

// A request that was served, and how.
struct Served {
  const Composed* request;
  const Answered* answer;
};

// What one request or all together make of the user's record or /attributes, compared with what is there now.
struct Comparison {
  CaseState& c;
  bool on_attributes;
  json before;
  json later;
  std::size_t read;
  Level cap;

  [[nodiscard]] std::vector<Found> differences(const Operation& operation, Effect effect, const json& sent) const {
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
    return apart.all();
  }
};

// Of several requests each may get another response than the step as a whole.
void is_for_this_one(CaseState& c, const Expect& expect, const Send& send, const Answered& answered) {
  if (send.status.empty() || send.status.contains(answered.status) || !expect.accepted().contains(answered.status))
    return;
  Seen seen{.where = "status",
            .expected = to_string(send.status),
            .actual = std::to_string(answered.status) + answered.words,
            .message = send.operation + " responded " + std::to_string(answered.status) + " instead of " +
                       to_string(send.status) + ", while other requests were running"};
  if (expect.open) {
    c.findings.add("contract.status", send.operation, answered.exchange, std::move(seen), expect.level);
  } else {
    c.findings.add_cited("expect.status", expect.requirement, expect.level, answered.exchange, std::move(seen));
  }
}

// What is missing of all changes that were served.
std::vector<Found> lost_changes(const Comparison& now, const std::vector<Served>& served) {
  if (served.empty()) return {};
  json all = json::object();
  for (const Served& one : served) {
    if (one.request->attributes.is_object()) all.update(one.request->attributes);
  }
  return now.differences(*served.front().request->operation, Effect::merge, all);
}

bool is_one_of(const Comparison& now, const std::vector<Served>& served) {
  return std::ranges::any_of(served, [&](const Served& one) {
    return now.differences(*one.request->operation, Effect::replace, one.request->attributes).empty();
  });
}

// All changes that were served must be there at once.
void all_have_won(const Comparison& now, const Expect& expect, const std::vector<Served>& served) {
  for (const Found& finding : lost_changes(now, served)) {
    now.c.findings.add_cited(
        "expect.all-win", expect.requirement, expect.level, now.read,
        {.where = finding.where,
         .expected = finding.expected,
         .actual = finding.actual,
         .message = "of " + std::to_string(served.size()) + " concurrent changes, one was lost: " + finding.message});
  }
}

// The record must be one of those that were served, as a whole.
void one_has_won(const Comparison& now, const Expect& expect, const std::vector<Served>& served) {
  if (is_one_of(now, served)) return;
  now.c.findings.add_cited(
      "expect.one-wins", expect.requirement, expect.level, now.read,
      {.where = "/data/attributes",
       .expected = "one of the records that were sent, whole",
       .actual = clipped(now.later),
       .message = "after " + std::to_string(served.size()) + " concurrent replacements the record is none of them"});
}

// Where nothing was served, nothing may have changed.
void none_has_written(const Comparison& now, const Operation& operation) {
  for (const Found& finding : now.differences(operation, Effect::none, json())) {
    now.c.findings.add(
        finding.rule, operation.id, now.read,
        {.where = finding.where, .expected = finding.expected, .actual = finding.actual, .message = finding.message},
        now.cap);
  }
}

bool finds_nothing(const Comparison& now, const Expect& expect, const std::vector<Served>& own,
                   const Operation& operation) {
  if (own.empty()) return now.differences(operation, Effect::none, json()).empty();
  if (expect.all_win || now.on_attributes) return lost_changes(now, own).empty();
  return !expect.one_wins || is_one_of(now, own);
}

// The responses to served requests must have their own change in it, where no other request makes one there.
void answers_have_own_change(const Comparison& now, const Expect& expect, const std::vector<Served>& own) {
  for (const Served& one : own) {
    const json* answered = one.answer->attributes();
    if (answered == nullptr || !answered->is_object() || !one.request->attributes.is_object()) continue;
    json alone = one.request->attributes;
    for (const Served& another : own) {
      if (another.request == one.request || !another.request->attributes.is_object()) continue;
      for (const auto& [name, value] : another.request->attributes.items()) alone.erase(name);
    }
    const Comparison itself{.c = now.c,
                            .on_attributes = false,
                            .before = *answered,
                            .later = *answered,
                            .read = one.answer->exchange,
                            .cap = now.cap};
    for (const Found& finding : itself.differences(*one.request->operation, Effect::merge, alone)) {
      now.c.findings.add_cited(
          "expect.own-answer", expect.requirement, expect.level, one.answer->exchange,
          {.where = finding.where,
           .expected = finding.expected,
           .actual = finding.actual,
           .message = "of " + std::to_string(own.size()) +
                      " concurrent changes, one got a response without its own change: " + finding.message});
    }
  }
}

// Reads without concurrent writes respond with the record, or the /attributes, that is known to be theirs.
void answers_are_own(CaseState& c, const Expect& expect, const std::vector<Composed>& composed,
                     const std::vector<Served>& served, Level cap) {
  if (std::ranges::any_of(composed, [](const Composed& one) { return one.operation->writes(); })) return;
  for (const Served& one : served) {
    const bool on_attributes = !one.request->operation->names_user();
    const auto& known = on_attributes ? c.user_attributes : c.records;
    const auto own = known.find(on_attributes ? one.request->actor : one.request->user_id);
    const json* answered =
        on_attributes ? (one.answer->document ? &*one.answer->document : nullptr) : one.answer->attributes();
    if (own == known.end() || answered == nullptr || !answered->is_object()) continue;
    const Comparison itself{.c = c,
                            .on_attributes = on_attributes,
                            .before = own->second,
                            .later = *answered,
                            .read = one.answer->exchange,
                            .cap = cap};
    for (const Found& finding : itself.differences(*one.request->operation, Effect::none, json())) {
      c.findings.add_cited(
          "expect.own-answer", expect.requirement, expect.level, one.answer->exchange,
          {.where = finding.where,
           .expected = finding.expected,
           .actual = finding.actual,
           .message = one.request->operation->id +
                      ", sent concurrently with others, responded with another state than the stored one"});
    }
  }
}

// Reads back what concurrent requests have made of a party's record or /attributes.
Stop outcome_for(CaseState& c, const Expect& expect, const std::vector<Composed>& composed,
                 const std::vector<Served>& served, const Party& party, bool on_attributes, Level cap) {
  const auto is_kind = [&](const Composed& one) {
    return one.operation->writes() && one.operation->names_user() != on_attributes;
  };
  const auto is_own = [&](const Composed& one) {
    return one.operation->names_user() ? one.user_id == party.id : one.actor == party.actor;
  };
  const auto writing = std::ranges::find_if(composed, [&](const Composed& one) {
    return is_kind(one) && (&party == &c.env.user || is_own(one) || one.actor == party.actor);
  });
  if (writing == composed.end()) return std::nullopt;
  if (on_attributes && !c.setting.offered.contains("getUserAttributes")) return std::nullopt;
  std::vector<Served> own;  // requests of others concern other records
  std::ranges::copy_if(served, std::back_inserter(own),
                       [&](const Served& one) { return is_kind(*one.request) && is_own(*one.request); });
  json& known = on_attributes ? c.user_attributes.at(party.actor) : c.records.at(party.id);
  const json before = known;  // a read replaces what is known
  std::size_t read = 0;
  const auto own_part = [&](json seen) {
    for (const Served& one : served) {
      if (!one.request->operation->writes() || one.request->operation->names_user() != on_attributes) continue;
      if (is_own(*one.request) && one.request->attributes.is_object())
        seen = without_shared(c, party, on_attributes, before, *one.request->operation, one.request->attributes,
                              std::move(seen));
    }
    return seen;
  };
  const auto agrees = [&](const json& seen) {
    const Comparison then{
        .c = c, .on_attributes = on_attributes, .before = before, .later = own_part(seen), .read = read, .cap = cap};
    return finds_nothing(then, expect, own, *writing->operation);
  };
  auto later = on_attributes ? read_user_attributes_until(c, party, "read back", &read, agrees)
                             : read_record_until(c, party.id, party, "read back", &read, agrees);
  if (!later) return later.error();
  const Comparison now{
      .c = c, .on_attributes = on_attributes, .before = before, .later = own_part(*later), .read = read, .cap = cap};
  known = std::move(*later);
  point_before(c);
  if (own.empty()) {
    none_has_written(now, *writing->operation);
  } else if (expect.all_win || on_attributes) {
    all_have_won(now, expect, own);
    if (!on_attributes) answers_have_own_change(now, expect, own);
  } else if (expect.one_wins) {
    one_has_won(now, expect, own);
  }
  return std::nullopt;
}

// A server may refuse a write because another one is running (RFC 9110 sections 15.5.10 and 15.5.13, RFC 4918 section
// 11.3). Sent again alone it must be served; then the refusal is an observation.
Delivery repeated_after_conflict(CaseState& c, const Composed& composed, const Expect& expect, Delivery delivery) {
  constexpr int most_repetitions = 3;
  const auto is_conflict = [&](const Delivery& one) {
    const Response* response = response_of(one.exchange);
    const int status = response == nullptr ? 0 : response->status;
    return (status == 409 || status == 412 || status == 423) && !expect.accepted().contains(status);
  };
  if (!composed.operation->writes() || !is_conflict(delivery)) return delivery;
  const std::string purpose = delivery.exchange.purpose + ", repeated after a conflict";
  std::vector<Exchange> refused;
  for (int i = 0; i < most_repetitions && is_conflict(delivery); ++i) {
    refused.push_back(std::move(delivery.exchange));
    delivery = c.messenger.send(composed.request, purpose, sender_of(c, composed), on_401_of(expect.accepted()));
  }
  const Response* response = response_of(delivery.exchange);
  const Requirement* observed = c.setting.suite.rules.of_observation("concurrent-conflict");
  if (response == nullptr || !expect.accepted().contains(response->status) || observed == nullptr) {
    return {.exchange = std::move(refused.front()), .gave_up = {}};
  }
  std::ranges::move(refused, std::back_inserter(c.verdict.exchanges));
  note_observation(c, observed->observation, "refused", observed->id, c.verdict.exchanges.size() - 1);
  return delivery;
}

Stop outcome_of_all(CaseState& c, const Expect& expect, const std::vector<Composed>& composed,
                    const std::vector<Served>& served, Level cap) {
  if (!reads_effect(expect) && !expect.all_win && !expect.one_wins) {
    const auto writes = [](const Composed& one) { return one.operation->writes(); };
    if (std::ranges::any_of(composed, writes)) {
      c.records.clear();
      c.user_attributes.clear();
      point_before(c);
    }
    return std::nullopt;
  }
  for (const bool on_attributes : {false, true}) {
    if (Stop stop = outcome_for(c, expect, composed, served, c.env.user, on_attributes, cap)) return stop;
    if (!c.env.other) continue;
    if (Stop stop = outcome_for(c, expect, composed, served, *c.env.other, on_attributes, cap)) return stop;
  }
  return std::nullopt;
}

}  // namespace

Stop together(CaseState& c, const Step& step, const std::string& purpose) {
  const bool on_attributes =
      c.setting.offered.contains("getUserAttributes") && std::ranges::any_of(step.sends, [](const Send& send) {
        return send.operation == "setUserAttributes" || send.operation == "getUserAttributes";
      });
  const auto know = [&](const Party& party) -> Stop {
    if (Stop stop = know_record(c, party.id, party)) return stop;
    return on_attributes ? know_user_attributes(c, party) : std::nullopt;
  };
  const Level cap = cap_of(c, step.expect);

  for (int time = 0; time < step.times; ++time) {
    if (Stop stop = know(c.env.user)) return stop;
    if (c.env.other) {
      if (Stop stop = know(*c.env.other)) return stop;
    }
    point_before(c);
    std::optional<Expect> filled;
    const auto ready = fill_in_matches(c, step.expect, filled);
    if (!ready) return ready.error();
    const Expect& expect = **ready;
    std::vector<Composed> composed;
    std::vector<Request> requests;
    std::vector<std::string> actors;
    for (const Send& send : step.sends) {
      auto one = compose_for(c, send);
      if (!one) return one.error();
      requests.push_back(one->request);
      actors.push_back(sender_of(c, *one));
      note_sent(c, *one);
      composed.push_back(std::move(*one));
    }
    // A token that one of them is to be refused for is none that needs renewal.
    const bool some_401 = std::ranges::any_of(step.sends, [](const Send& send) { return send.status.contains(401); });
    std::vector<Delivery> deliveries =
        c.messenger.send_together(std::move(requests), purpose + ", all concurrently", actors,
                                  some_401 ? On401::keep : on_401_of(expect.accepted()));
    for (const Composed& one : composed) note_written(c, one);
    std::vector<Answered> answers;
    for (std::size_t i = 0; i < composed.size(); ++i) {
      auto answered = accept(c, composed[i], repeated_after_conflict(c, composed[i], expect, std::move(deliveries[i])),
                             expect.accepted(), cap);
      if (!answered) return answered.error();
      const Reading* reading =
          reading_of(expect, answered->status, answered->document ? &*answered->document : nullptr);
      Received received{.response = response_of(c.verdict.exchanges[answered->exchange]),
                        .document = std::move(answered->document),
                        .json_error = std::nullopt,
                        .duplicate = std::nullopt,
                        .beyond = {}};
      check_expectation(expect, reading, received, composed[i].operation->id, answered->exchange, c.findings);
      is_for_this_one(c, expect, step.sends[i], *answered);
      answered->document = std::move(received.document);
      observe(c, expect, reading, answered->exchange);
      note_refusal(c, expect, composed[i].operation->id, answered->status);
      answers.push_back(std::move(*answered));
    }
    std::vector<Served> served;
    for (std::size_t i = 0; i < composed.size(); ++i) {
      if (answers[i].status < 300) served.push_back({.request = &composed[i], .answer = &answers[i]});
    }
    answers_are_own(c, expect, composed, served, cap);
    if (Stop stop = outcome_of_all(c, expect, composed, served, cap)) return stop;
  }
  return std::nullopt;
}

}  // namespace conform
