#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "check/effect_check.hpp"
#include "json/text.hpp"
#include "run/case/control_requests.hpp"
#include "run/case/conversation.hpp"
#include "run/case/effects.hpp"
#include "run/case/response_check.hpp"
#include "run/case/steps.hpp"

namespace conform {
namespace {

using nlohmann::json;

// A request that was served, and how.
struct ServedExchange {
  const PreparedRequest* request;
  const CheckedExchange* response;
};

std::string one_of(std::size_t changes) {
  return changes == 1 ? "a concurrent change" : "of " + std::to_string(changes) + " concurrent changes, one";
}

// What one request or all together make of the user's record or /attributes, compared with what is there now.
struct Comparison {
  CaseState& c;
  bool on_custom_attributes;
  json before;
  json later;
  std::size_t read;
  Level max_level;

  [[nodiscard]] Mismatches differences(const Operation& operation, Effect effect, const json& sent) const {
    return check_effect({.operation = operation.id,
                         .effect = effect,
                         .status = on_custom_attributes ? 204 : 200,
                         .on_custom_attributes = on_custom_attributes,
                         .before = before,
                         .sent = sent,
                         .later = &later,
                         .shape = c.setting.shape})
        .mismatches;
  }
};

// Differences that break what the case expects of concurrent requests, with `lead` before their message.
void add_as(CaseState& c, const char* rule, const Expect& expect, Mismatches differences, const std::string& lead,
            std::size_t exchange) {
  for (Mismatch& difference : differences) {
    difference.rule = rule;
    difference.cited = Citation{expect.requirement, expect.level};
    difference.message = lead + difference.message;
    difference.in_later_read = false;
  }
  c.findings.add(std::move(differences), {.operation = {}, .exchange = exchange});
}

// Of several requests each may get another response than the step as a whole.
void is_for_this_one(CaseState& c, const Expect& expect, const Send& send, const CheckedExchange& response) {
  const int status = response.status();
  if (send.status.empty() || send.status.contains(status) || !expect.accepted().contains(status)) return;
  Mismatch mismatch{.rule = "expect.status",
                    .where = "status",
                    .expected = to_string(send.status),
                    .actual = std::to_string(status) + response.words,
                    .message = send.operation + " responded " + std::to_string(status) + " instead of " +
                               to_string(send.status) + ", while other requests were running"};
  if (expect.open) {
    mismatch.rule = "contract.status";
    mismatch.max_level = expect.level;
  } else {
    mismatch.cited = Citation{expect.requirement, expect.level};
  }
  c.findings.add(std::move(mismatch), {.operation = send.operation, .exchange = response.index});
}

// What is missing of all changes that were served.
Mismatches lost_changes(const Comparison& now, const std::vector<ServedExchange>& served) {
  if (served.empty()) return {};
  json all = json::object();
  for (const ServedExchange& exchange : served) {
    if (exchange.request->attributes.is_object()) all.update(exchange.request->attributes);
  }
  return now.differences(*served.front().request->operation, Effect::merge, all);
}

bool is_one_of(const Comparison& now, const std::vector<ServedExchange>& served) {
  return std::ranges::any_of(served, [&](const ServedExchange& exchange) {
    return now.differences(*exchange.request->operation, Effect::replace, exchange.request->attributes).empty();
  });
}

// All changes that were served must be there at once.
void all_have_won(const Comparison& now, const Expect& expect, const std::vector<ServedExchange>& served) {
  add_as(now.c, "expect.all-win", expect, lost_changes(now, served), one_of(served.size()) + " was lost: ", now.read);
}

// The record must be one of those that were served, as a whole.
void one_has_won(const Comparison& now, const Expect& expect, const std::vector<ServedExchange>& served) {
  if (is_one_of(now, served)) return;
  now.c.findings.add(
      {.rule = "expect.one-wins",
       .where = "/data/attributes",
       .expected = "one of the records that were sent, whole",
       .actual = clipped(now.later),
       .message = "after " + std::to_string(served.size()) + " concurrent replacements the record is none of them",
       .cited = Citation{expect.requirement, expect.level}},
      {.operation = {}, .exchange = now.read});
}

// Where nothing was served, nothing may have changed.
void none_has_written(const Comparison& now, const Operation& operation) {
  now.c.findings.add(
      now.differences(operation, Effect::none, json()),
      {.operation = operation.id, .exchange = now.read, .later_read = now.read, .max_level = now.max_level});
}

bool finds_nothing(const Comparison& now, const Expect& expect, const std::vector<ServedExchange>& own,
                   const Operation& operation) {
  if (own.empty()) return now.differences(operation, Effect::none, json()).empty();
  if (expect.all_win || now.on_custom_attributes) return lost_changes(now, own).empty();
  return !expect.one_wins || is_one_of(now, own);
}

// The responses to served requests must have their own change in it, where no other request makes one there.
void responses_have_own_change(const Comparison& now, const Expect& expect, const std::vector<ServedExchange>& own) {
  for (const ServedExchange& exchange : own) {
    const json* response = exchange.response->attributes();
    if (response == nullptr || !response->is_object() || !exchange.request->attributes.is_object()) continue;
    json alone = exchange.request->attributes;
    for (const ServedExchange& another : own) {
      if (another.request == exchange.request || !another.request->attributes.is_object()) continue;
      for (const auto& [name, value] : another.request->attributes.items()) alone.erase(name);
    }
    const Comparison itself{.c = now.c,
                            .on_custom_attributes = false,
                            .before = *response,
                            .later = *response,
                            .read = exchange.response->index,
                            .max_level = now.max_level};
    add_as(now.c, "expect.own-answer", expect, itself.differences(*exchange.request->operation, Effect::merge, alone),
           one_of(own.size()) + " got a response without its own change: ", exchange.response->index);
  }
}

// Reads without concurrent writes respond with the record, or the /attributes, that is known to be theirs.
void responses_are_own(CaseState& c, const Expect& expect, const std::vector<PreparedRequest>& prepared,
                       const std::vector<ServedExchange>& served, Level max_level) {
  if (std::ranges::any_of(prepared, [](const PreparedRequest& request) { return request.operation->writes(); })) return;
  for (const ServedExchange& exchange : served) {
    const bool on_custom_attributes = !exchange.request->operation->names_user();
    const auto& known = on_custom_attributes ? c.custom_attributes : c.records;
    const auto own = known.find(on_custom_attributes ? exchange.request->actor : exchange.request->user_id);
    const json* response = on_custom_attributes ? exchange.response->document() : exchange.response->attributes();
    if (own == known.end() || response == nullptr || !response->is_object()) continue;
    const Comparison itself{.c = c,
                            .on_custom_attributes = on_custom_attributes,
                            .before = own->second,
                            .later = *response,
                            .read = exchange.response->index,
                            .max_level = max_level};
    Mismatches differences = itself.differences(*exchange.request->operation, Effect::none, json());
    for (Mismatch& difference : differences)
      difference.message = exchange.request->operation->id +
                           ", sent concurrently with others, responded with another state than the stored one";
    add_as(c, "expect.own-answer", expect, std::move(differences), {}, exchange.response->index);
  }
}

// Reads back what concurrent requests have made of a party's record or /attributes.
Stop outcome_for(CaseState& c, const Expect& expect, const std::vector<PreparedRequest>& prepared,
                 const std::vector<ServedExchange>& served, const User& user, bool on_custom_attributes,
                 Level max_level) {
  const auto is_kind = [&](const PreparedRequest& request) {
    return request.operation->writes() && request.operation->names_user() != on_custom_attributes;
  };
  const auto is_own = [&](const PreparedRequest& request) {
    return request.operation->names_user() ? request.user_id == user.id : request.actor == user.actor;
  };
  const auto writing = std::ranges::find_if(prepared, [&](const PreparedRequest& request) {
    return is_kind(request) && (&user == &c.env.user || is_own(request) || request.actor == user.actor);
  });
  if (writing == prepared.end()) return std::nullopt;
  if (on_custom_attributes && !c.setting.offered.contains("getUserAttributes")) return std::nullopt;
  std::vector<ServedExchange> own;  // requests of others concern other records
  std::ranges::copy_if(served, std::back_inserter(own), [&](const ServedExchange& exchange) {
    return is_kind(*exchange.request) && is_own(*exchange.request);
  });
  json& known = on_custom_attributes ? c.custom_attributes.at(user.actor) : c.records.at(user.id);
  const json before = known;  // a read replaces what is known
  std::size_t read = 0;
  const auto own_part = [&](json seen) {
    for (const ServedExchange& exchange : served) {
      if (!exchange.request->operation->writes() || exchange.request->operation->names_user() != on_custom_attributes)
        continue;
      if (is_own(*exchange.request) && exchange.request->attributes.is_object())
        seen = without_shared(c, user, on_custom_attributes, before, *exchange.request->operation,
                              exchange.request->attributes, std::move(seen));
    }
    return seen;
  };
  const auto agrees = [&](const json& seen) {
    const Comparison then{.c = c,
                          .on_custom_attributes = on_custom_attributes,
                          .before = before,
                          .later = own_part(seen),
                          .read = read,
                          .max_level = max_level};
    return finds_nothing(then, expect, own, *writing->operation);
  };
  auto later = on_custom_attributes ? read_custom_attributes_until(c, user, "read back", &read, agrees)
                                    : read_record_until(c, user.id, user, "read back", &read, agrees);
  if (!later) return later.error();
  const Comparison now{.c = c,
                       .on_custom_attributes = on_custom_attributes,
                       .before = before,
                       .later = own_part(*later),
                       .read = read,
                       .max_level = max_level};
  known = std::move(*later);
  point_before(c);
  if (own.empty()) {
    none_has_written(now, *writing->operation);
  } else if (expect.all_win || on_custom_attributes) {
    all_have_won(now, expect, own);
    if (!on_custom_attributes) responses_have_own_change(now, expect, own);
  } else if (expect.one_wins) {
    one_has_won(now, expect, own);
  }
  return std::nullopt;
}

// A server may refuse a write because another one is running (RFC 9110 sections 15.5.10 and 15.5.13, RFC 4918 section
// 11.3). Sent again alone it must be served; then the refusal is an observation.
FinishedExchange repeated_after_conflict(CaseState& c, const PreparedRequest& prepared, const Expect& expect,
                                         FinishedExchange finished) {
  constexpr int most_repetitions = 3;
  const auto is_conflict = [&](const FinishedExchange& exchange) {
    const Response* response = response_of(exchange.exchange);
    const int status = response == nullptr ? 0 : response->status;
    return (status == 409 || status == 412 || status == 423) && !expect.accepted().contains(status);
  };
  if (!prepared.operation->writes() || !is_conflict(finished)) return finished;
  const std::string purpose = finished.exchange.purpose + ", repeated after a conflict";
  std::vector<Exchange> refused;
  for (int i = 0; i < most_repetitions && is_conflict(finished); ++i) {
    refused.push_back(std::move(finished.exchange));
    finished = c.client.send(prepared.outgoing, purpose, on_401_of(expect.accepted()));
  }
  const Response* response = response_of(finished.exchange);
  const Requirement* observed = c.setting.suite.rules.of_observation("concurrent-conflict");
  if (response == nullptr || !expect.accepted().contains(response->status) || observed == nullptr) {
    return {.exchange = std::move(refused.front()), .gave_up = {}};
  }
  std::ranges::move(refused, std::back_inserter(c.exchanges));
  note_observation(c, observed->observation, "refused", observed->id, c.exchanges.size() - 1);
  return finished;
}

Stop outcome_of_all(CaseState& c, const Expect& expect, const std::vector<PreparedRequest>& prepared,
                    const std::vector<ServedExchange>& served, Level max_level) {
  if (!reads_effect(expect) && !expect.all_win && !expect.one_wins) {
    const auto writes = [](const PreparedRequest& request) { return request.operation->writes(); };
    if (std::ranges::any_of(prepared, writes)) {
      c.records.clear();
      c.custom_attributes.clear();
      point_before(c);
    }
    return std::nullopt;
  }
  const auto before = c.records;
  for (const bool on_custom_attributes : {false, true}) {
    if (Stop stop = outcome_for(c, expect, prepared, served, c.env.user, on_custom_attributes, max_level)) return stop;
    if (!c.env.user2) continue;
    if (Stop stop = outcome_for(c, expect, prepared, served, *c.env.user2, on_custom_attributes, max_level))
      return stop;
  }
  // Only now: the keys were compared as they were known.
  for (const User* user : {&c.env.user, c.env.user2 ? &*c.env.user2 : nullptr}) {
    const auto record = user == nullptr ? before.end() : before.find(user->id);
    const auto writes = [&](const PreparedRequest& request) {
      return request.operation->writes() && request.operation->names_user() && request.user_id == record->first;
    };
    if (record != before.end() && std::ranges::any_of(prepared, writes))
      invalidate_shared_keys(c, *user, &record->second);
  }
  return std::nullopt;
}

}  // namespace

Stop concurrent_step(CaseState& c, const Step& step, const std::string& purpose) {
  const bool on_custom_attributes =
      c.setting.offered.contains("getUserAttributes") && std::ranges::any_of(step.sends, [](const Send& send) {
        return send.operation == "setUserAttributes" || send.operation == "getUserAttributes";
      });
  const auto ensure_known = [&](const User& user) -> Stop {
    if (Stop stop = ensure_read(c, user.id, user)) return stop;
    return on_custom_attributes ? ensure_custom_attributes_read(c, user) : std::nullopt;
  };
  const Level max_level = max_level_of(c, step.expect);

  for (int time = 0; time < step.times; ++time) {
    if (Stop stop = ensure_known(c.env.user)) return stop;
    if (c.env.user2) {
      if (Stop stop = ensure_known(*c.env.user2)) return stop;
    }
    point_before(c);
    std::optional<Expect> filled;
    const auto ready = fill_in_matches(c, step.expect, filled);
    if (!ready) return ready.error();
    const Expect& expect = **ready;
    std::vector<PreparedRequest> prepared;
    std::vector<OutgoingRequest> outgoing;
    for (const Send& send : step.sends) {
      next_member_order(c);
      auto one = prepare_for(c, send);
      if (!one) return one.error();
      note_sent(c, *one);
      outgoing.push_back(one->outgoing);
      prepared.push_back(std::move(*one));
    }
    // A token that one of them is to be refused for is none that needs renewal.
    const bool some_401 = std::ranges::any_of(step.sends, [](const Send& send) { return send.status.contains(401); });
    std::vector<FinishedExchange> all_finished = c.client.send_concurrently(
        outgoing, purpose + ", all concurrently", some_401 ? On401::keep : on_401_of(expect.accepted()));
    for (const PreparedRequest& request : prepared) note_written(c, request);
    std::vector<CheckedExchange> responses;
    for (std::size_t i = 0; i < prepared.size(); ++i) {
      auto response =
          accept(c, prepared[i], repeated_after_conflict(c, prepared[i], expect, std::move(all_finished[i])),
                 expect.accepted(), max_level);
      if (!response) return response.error();
      const Alternative* alternative = alternative_for(expect, response->status(), response->document());
      c.findings.add(check_expectation(expect, alternative, response->exchange,
                                       c.findings.has("contract.status", response->index)),
                     {.operation = prepared[i].operation->id, .exchange = response->index});
      is_for_this_one(c, expect, step.sends[i], *response);
      observe(c, expect, alternative, response->index);
      note_refusal(c, expect, prepared[i].operation->id, response->status());
      responses.push_back(std::move(*response));
    }
    std::vector<ServedExchange> served;
    for (std::size_t i = 0; i < prepared.size(); ++i) {
      if (responses[i].status() < 300) served.push_back({.request = &prepared[i], .response = &responses[i]});
    }
    responses_are_own(c, expect, prepared, served, max_level);
    if (Stop stop = outcome_of_all(c, expect, prepared, served, max_level)) return stop;
  }
  return std::nullopt;
}

}  // namespace conform
