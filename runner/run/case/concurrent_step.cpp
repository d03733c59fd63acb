// A step whose requests are sent concurrently.
#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "check/effect_check.hpp"
#include "check/expectation_check.hpp"
#include "json/text.hpp"
#include "run/case/case_run.hpp"

namespace conform {
namespace {

using nlohmann::json;

// A request that was served, and how.
struct ServedExchange {
  const PreparedRequest* request;
  const CheckedExchange* response;
};
using ServedExchanges = std::vector<ServedExchange>;

std::string one_of(std::size_t changes) {
  return changes == 1 ? "a concurrent change" : "of " + std::to_string(changes) + " concurrent changes, one";
}

// What one request or all together make of the user's record or /attributes, compared with what is there now.
struct Comparison {
  const RecordShape& shape;
  bool on_custom_attributes;
  json before;
  json later;

  [[nodiscard]] Mismatches differences(const Operation& operation, Effect effect, const json& sent) const {
    return check_effect({.operation = operation.id,
                         .effect = effect,
                         .status = on_custom_attributes ? 204 : 200,
                         .on_custom_attributes = on_custom_attributes,
                         .before = before,
                         .sent = sent,
                         .later = &later,
                         .shape = shape})
        .mismatches;
  }

  // What is missing of all changes that were served.
  [[nodiscard]] Mismatches lost_changes(const ServedExchanges& served) const {
    if (served.empty()) return {};
    json all = json::object();
    for (const ServedExchange& exchange : served) {
      if (exchange.request->attributes.is_object()) all.update(exchange.request->attributes);
    }
    return differences(*served.front().request->operation, Effect::merge, all);
  }

  [[nodiscard]] bool is_one_of(const ServedExchanges& served) const {
    return std::ranges::any_of(served, [&](const ServedExchange& exchange) {
      return differences(*exchange.request->operation, Effect::replace, exchange.request->attributes).empty();
    });
  }

  // Where nothing was served, nothing may have changed.
  [[nodiscard]] Mismatches traces(const Operation& operation) const {
    return differences(operation, Effect::none, json());
  }
};

bool finds_nothing(const Comparison& now, const Expect& expect, const ServedExchanges& own,
                   const Operation& operation) {
  if (own.empty()) return now.traces(operation).empty();
  if (expect.all_win || now.on_custom_attributes) return now.lost_changes(own).empty();
  return !expect.one_wins || now.is_one_of(own);
}

// Differences that break what the case expects of concurrent requests, with `lead` before their message.
Mismatches cited_as(const char* rule, const Expect& expect, Mismatches differences, const std::string& lead) {
  for (Mismatch& difference : differences) {
    difference.rule = rule;
    difference.cited = Citation{expect.requirement, expect.level};
    difference.message = lead + difference.message;
    difference.in_later_read = false;
  }
  return differences;
}

}  // namespace

/// The requests of one repetition of such a step, and what came of them.
class ConcurrentRequests {
 public:
  ConcurrentRequests(CaseRun& run, const Step& step, const Expect& expect)
      : run_{run}, step_{step}, expect_{expect}, max_level_{run.max_level_of(step.expect)} {}

  Stop send(const std::string& purpose) {
    for (const Send& send : step_.sends) {
      auto one = run_.client_.prepare(send);
      if (!one) return one.error();
      prepared_.push_back(std::move(*one));
    }
    // A token that one of them is to be refused for is none that needs renewal.
    const bool some_401 = std::ranges::any_of(step_.sends, [](const Send& send) { return send.status.contains(401); });
    std::vector<FinishedExchange> all_finished = run_.client_.send_concurrently(
        prepared_, purpose + ", all concurrently", some_401 ? On401::keep : on_401_of(expect_.accepted()));
    for (std::size_t i = 0; i < prepared_.size(); ++i) {
      auto checked =
          run_.client_.accept(prepared_[i], repeated_after_conflict(prepared_[i], std::move(all_finished[i])),
                              expect_.accepted(), max_level_);
      if (!checked) return checked.error();
      const Alternative* alternative = alternative_for(expect_, checked->status(), checked->document());
      run_.check_expectation(expect_, alternative, *checked);
      check_own_status(step_.sends[i], *checked);
      run_.observe(expect_, alternative, checked->index);
      run_.note_refusal(expect_, prepared_[i].operation->id, checked->status());
      responses_.push_back(std::move(*checked));
    }
    for (std::size_t i = 0; i < prepared_.size(); ++i) {
      if (responses_[i].status() < 300) served_.push_back({.request = &prepared_[i], .response = &responses_[i]});
    }
    responses_are_own();
    return outcome_of_all();
  }

 private:
  // A server may refuse a write because another one is running (RFC 9110 sections 15.5.10 and 15.5.13, RFC 4918 section
  // 11.3). Sent again alone it must be served; then the refusal is an observation.
  FinishedExchange repeated_after_conflict(const PreparedRequest& prepared, FinishedExchange finished) {
    constexpr int most_repetitions = 3;
    const auto is_conflict = [&](const FinishedExchange& exchange) {
      const Response* response = response_of(exchange.exchange);
      const int status = response == nullptr ? 0 : response->status;
      return (status == 409 || status == 412 || status == 423) && !expect_.accepted().contains(status);
    };
    if (!prepared.operation->writes() || !is_conflict(finished)) return finished;
    const std::string purpose = finished.exchange.purpose + ", repeated after a conflict";
    std::vector<Exchange> refused;
    for (int i = 0; i < most_repetitions && is_conflict(finished); ++i) {
      refused.push_back(std::move(finished.exchange));
      finished = run_.client_.send_again(prepared, purpose, expect_.accepted());
    }
    const Response* response = response_of(finished.exchange);
    const char* observation = "concurrent-conflict";
    if (response == nullptr || !expect_.accepted().contains(response->status) ||
        run_.setting_.suite.rules.of_observation(observation) == nullptr) {
      return {.exchange = std::move(refused.front()), .gave_up = {}};
    }
    for (Exchange& exchange : refused) run_.log_.add(std::move(exchange));
    run_.log_.observe(observation, "refused", run_.log_.size() - 1);
    return finished;
  }

  // Of several requests each may get another response than the step as a whole.
  void check_own_status(const Send& send, const CheckedExchange& checked) {
    const int status = checked.status();
    if (send.status.empty() || send.status.contains(status) || !expect_.accepted().contains(status)) return;
    Mismatch mismatch{.rule = "expect.status",
                      .where = "status",
                      .expected = to_string(send.status),
                      .actual = std::to_string(status) + checked.words,
                      .message = send.operation + " responded " + std::to_string(status) + " instead of " +
                                 to_string(send.status) + ", while other requests were running"};
    if (expect_.open) {
      mismatch.rule = "contract.status";
      mismatch.max_level = expect_.level;
    } else {
      mismatch.cited = Citation{expect_.requirement, expect_.level};
    }
    run_.log_.add(std::move(mismatch), {.operation = send.operation, .exchange = checked.index});
  }

  // Reads without concurrent writes respond with the record, or the /attributes, that is known to be theirs.
  void responses_are_own() {
    if (std::ranges::any_of(prepared_, [](const PreparedRequest& request) { return request.operation->writes(); }))
      return;
    for (const ServedExchange& exchange : served_) {
      const PreparedRequest& request = *exchange.request;
      const bool on_custom_attributes = !request.operation->names_user();
      const json* own =
          on_custom_attributes ? run_.known_.custom_attributes(request.actor) : run_.known_.record(request.user_id);
      const json* response = on_custom_attributes ? exchange.response->document() : exchange.response->attributes();
      if (own == nullptr || response == nullptr || !response->is_object()) continue;
      const Comparison itself{run_.setting_.shape, on_custom_attributes, *own, *response};
      Mismatches differences = itself.traces(*request.operation);
      for (Mismatch& difference : differences)
        difference.message =
            request.operation->id + ", sent concurrently with others, responded with another state than the stored one";
      run_.log_.add(cited_as("expect.own-answer", expect_, std::move(differences), {}),
                    {.operation = request.operation->id, .exchange = exchange.response->index});
    }
  }

  Stop outcome_of_all() {
    if (!reads_effect(expect_) && !expect_.all_win && !expect_.one_wins) {
      const auto writes = [](const PreparedRequest& request) { return request.operation->writes(); };
      if (std::ranges::any_of(prepared_, writes)) run_.known_.forget_all();
      return std::nullopt;
    }
    for (const bool on_custom_attributes : {false, true}) {
      if (Stop stop = outcome_for(run_.env_.user, on_custom_attributes)) return stop;
      if (!run_.env_.user2) continue;
      if (Stop stop = outcome_for(*run_.env_.user2, on_custom_attributes)) return stop;
    }
    return std::nullopt;
  }

  // Reads back what the requests have made of a user's record or /attributes.
  Stop outcome_for(const User& user, bool on_custom_attributes) {
    const auto is_kind = [&](const PreparedRequest& request) {
      return request.operation->writes() && request.operation->names_user() != on_custom_attributes;
    };
    const auto is_own = [&](const PreparedRequest& request) {
      return request.operation->names_user() ? request.user_id == user.id : request.actor == user.actor;
    };
    const auto writing = std::ranges::find_if(prepared_, [&](const PreparedRequest& request) {
      return is_kind(request) && (&user == &run_.env_.user || is_own(request) || request.actor == user.actor);
    });
    if (writing == prepared_.end()) return std::nullopt;
    if (on_custom_attributes && !run_.offers("getUserAttributes")) return std::nullopt;
    ServedExchanges own;  // requests of others concern other records
    std::ranges::copy_if(served_, std::back_inserter(own), [&](const ServedExchange& exchange) {
      return is_kind(*exchange.request) && is_own(*exchange.request);
    });
    const Resource resource = on_custom_attributes ? Resource::attributes(user) : Resource::record(user, user.id);
    const json before = *run_.client_.known(resource);  // a read replaces what is known
    const auto compared_with = [&](json seen) {
      for (const ServedExchange& exchange : own) {
        const PreparedRequest& request = *exchange.request;
        if (request.attributes.is_object())
          seen =
              run_.effects_.without_shared(resource, before, *request.operation, request.attributes, std::move(seen));
      }
      return Comparison{run_.setting_.shape, on_custom_attributes, before, std::move(seen)};
    };
    auto later = run_.client_.read_until(resource, "read back", [&](const json& seen) {
      return finds_nothing(compared_with(seen), expect_, own, *writing->operation);
    });
    if (!later) return later.error();
    const Comparison now = compared_with(later->value);
    run_.client_.keep(resource, std::move(later->value));
    check(now, own, *writing->operation, later->exchange);
    return std::nullopt;
  }

  void check(const Comparison& now, const ServedExchanges& own, const Operation& operation, std::size_t read) {
    const Place place{.operation = operation.id, .exchange = read, .later_read = read, .max_level = max_level_};
    if (own.empty()) {
      run_.log_.add(now.traces(operation), place);
    } else if (expect_.all_win || now.on_custom_attributes) {
      // All changes that were served must be there at once.
      run_.log_.add(cited_as("expect.all-win", expect_, now.lost_changes(own), one_of(own.size()) + " was lost: "),
                    place);
      if (!now.on_custom_attributes) responses_have_own_change(own);
    } else if (expect_.one_wins && !now.is_one_of(own)) {
      // The record must be one of those that were served, as a whole.
      run_.log_.add(Mismatch{.rule = "expect.one-wins",
                             .where = "/data/attributes",
                             .expected = "one of the records that were sent, whole",
                             .actual = clipped(now.later),
                             .message = "after " + std::to_string(own.size()) +
                                        " concurrent replacements the record is none of them",
                             .cited = Citation{expect_.requirement, expect_.level}},
                    place);
    }
  }

  // The responses to served requests must have their own change in it, where no other request makes one there.
  void responses_have_own_change(const ServedExchanges& own) {
    for (const ServedExchange& exchange : own) {
      const json* response = exchange.response->attributes();
      if (response == nullptr || !response->is_object() || !exchange.request->attributes.is_object()) continue;
      json alone = exchange.request->attributes;
      for (const ServedExchange& another : own) {
        if (another.request == exchange.request || !another.request->attributes.is_object()) continue;
        for (const auto& [name, value] : another.request->attributes.items()) alone.erase(name);
      }
      const Operation& operation = *exchange.request->operation;
      const Comparison itself{run_.setting_.shape, false, *response, *response};
      run_.log_.add(cited_as("expect.own-answer", expect_, itself.differences(operation, Effect::merge, alone),
                             one_of(own.size()) + " got a response without its own change: "),
                    {.operation = operation.id, .exchange = exchange.response->index});
    }
  }

  CaseRun& run_;
  const Step& step_;
  const Expect& expect_;
  Level max_level_;
  std::vector<PreparedRequest> prepared_;
  std::vector<CheckedExchange> responses_;
  ServedExchanges served_;
};

Stop CaseRun::concurrent_step(const Step& step, const std::string& purpose) {
  const bool on_custom_attributes =
      offers("getUserAttributes") && std::ranges::any_of(step.sends, [](const Send& send) {
        return send.operation == "setUserAttributes" || send.operation == "getUserAttributes";
      });
  const auto ensure_known = [&](const User& user) -> Stop {
    if (Stop stop = client_.ensure_read(Resource::record(user, user.id))) return stop;
    return on_custom_attributes ? client_.ensure_read(Resource::attributes(user)) : std::nullopt;
  };
  for (int time = 0; time < step.times; ++time) {
    if (Stop stop = ensure_known(env_.user)) return stop;
    if (env_.user2) {
      if (Stop stop = ensure_known(*env_.user2)) return stop;
    }
    std::optional<Expect> filled;
    const auto ready = fill_in_matches(step.expect, filled);
    if (!ready) return ready.error();
    if (Stop stop = ConcurrentRequests{*this, step, **ready}.send(purpose)) return stop;
  }
  return std::nullopt;
}

}  // namespace conform
