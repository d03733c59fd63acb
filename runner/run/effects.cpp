#include "run/effects.hpp"

#include <algorithm>
#include <utility>

#include "check/effect_check.hpp"
#include "json/text.hpp"
#include "run/records.hpp"

namespace conform {
namespace {

using nlohmann::json;

void forget(CaseState& c, const Affected& affected) {
  c.records.erase(affected.id);
  if (affected.attributes) c.user_attributes.clear();
  if (!affected.attributes && affected.reader != nullptr) forget_shared_keys(c, *affected.reader);
}

// True for keys of /attributes that may be the same thing as attributes of the record (ATTRIBUTES-NAMED-LIKE-USER).
bool has_user_attributes(const CaseState& c, const json& keys) {
  return keys.is_object() &&
         std::ranges::any_of(c.setting.shape.attributes, [&](const std::string& name) { return keys.contains(name); });
}

// Whether a read shows nothing that a later one may still mend.
template <class Judge>
bool agrees(const CaseState& c, const Judge& judge, const json& now) {
  Findings apart{c.setting.suite.rules, c.setting.contract.version};
  judge(now, apart);
  return apart.all().empty();
}

// A read that shows what was there before, and not what the response showed, may be stale, also where the one is only
// another form of the other.
bool may_be_stale(const CaseState& c, const json& before, const json* answered, const json& now) {
  return answered != nullptr && std::ranges::any_of(c.setting.shape.attributes, [&](const std::string& name) {
           const json& is = member_or_null(now, name);
           return is == member_or_null(before, name) && is != member_or_null(*answered, name) &&
                  !(is_cleared(is) && is_cleared(member_or_null(*answered, name)));
         });
}

// What was readable before a write was served, and is not after it, the write has made so.
Outcome unreadable(CaseState& c, const Composed& composed, const Answered& answered, Level cap, Outcome why) {
  const std::size_t exchange = c.verdict.exchanges.size() - 1;
  const Response* read = response_of(c.verdict.exchanges.back());
  if (answered.status > 299 || read == nullptr || why.kind != OutcomeKind::errored) return why;
  // A rate limit, a proxy, a token that ends and a limit of the suite end reading, too: they are not the write's doing.
  const int status = read->status;
  const bool is_broken = status == 200 && c.findings.has("contract.json", exchange);
  if (!is_broken && status != 404 && status != 410 && status != 500 && status != 501) return why;
  const bool of_record = composed.operation->names_user();
  c.findings.add("effect.read-back", composed.operation->id, exchange,
                 {.where = of_record ? "/data/attributes" : "",
                  .expected = of_record ? "the record" : "the attributes",
                  .actual = "status " + std::to_string(status),
                  .message = composed.operation->id + " succeeded, but its target can no longer be read"},
                 cap);
  return cap == Level::should ? Outcome{.kind = OutcomeKind::passed, .reason = {}} : why;
}

Stop effect_on_record(CaseState& c, const Expect& expect, Effect wanted, const Composed& composed,
                      const Affected& affected, const Answered& answered, Level cap) {
  const json before = c.records.at(affected.id);
  const json identity = c.identities.at(affected.id);
  std::size_t read = 0;
  const auto pin = c.setting.pins.find("address-on-partial-patch");
  const json* answer = wanted == Effect::none ? nullptr : answered.attributes();
  const auto judge = [&](const json& later, Findings& findings) {
    return check_effect({.operation = composed.operation->id,
                         .effect = wanted,
                         .status = answered.status,
                         .on_attributes = false,
                         .before = before,
                         .sent = composed.attributes,
                         .answered = answer,
                         .later = &later,
                         .shape = c.setting.shape,
                         .address_pin = pin == c.setting.pins.end() ? std::nullopt : std::optional{pin->second},
                         .cap = cap,
                         .exchange = answered.exchange,
                         .read_exchange = read},
                        findings);
  };
  c.cap_of_reads = cap;
  auto later = read_record_until(c, affected.id, *affected.reader, "read back", &read, [&](const json& now) {
    return agrees(c, judge, now) && !may_be_stale(c, before, answer, now);
  });
  c.cap_of_reads = Level::must;
  if (!later) return unreadable(c, composed, answered, cap, later.error());
  if (answered.attributes() != nullptr && wanted != Effect::none) {
    check_identity(composed.operation->id, wanted, identity, identity_of(*answered.document), answered.exchange, cap,
                   c.findings);
  }
  check_identity(composed.operation->id, wanted, identity, c.identities.at(affected.id), read, cap, c.findings);
  const std::string seen = judge(*later, c.findings);
  c.setting.exercised.effect(composed.operation->id, wanted, answer != nullptr, true);
  if (!seen.empty()) note_observation(c, "address-on-partial-patch", seen, expect.requirement, answered.exchange);
  c.records.insert_or_assign(affected.id, std::move(*later));
  forget_shared_keys(c, *affected.reader);
  return std::nullopt;
}

Stop effect_on_attributes(CaseState& c, Effect wanted, const Composed& composed, const Affected& affected,
                          const Answered& answered, Level cap) {
  const json before = c.user_attributes.at(affected.reader->actor);
  std::size_t read = 0;
  const auto judge = [&](const json& later, Findings& findings) {
    return check_effect({.operation = composed.operation->id,
                         .effect = wanted,
                         .status = answered.status,
                         .on_attributes = true,
                         .before = before,
                         .sent = composed.attributes,
                         .answered = nullptr,
                         .later = &later,
                         .shape = c.setting.shape,
                         .address_pin = std::nullopt,
                         .cap = cap,
                         .exchange = answered.exchange,
                         .read_exchange = read},
                        findings);
  };
  c.cap_of_reads = cap;
  auto later = read_user_attributes_until(c, *affected.reader, "read back", &read,
                                          [&](const json& now) { return agrees(c, judge, now); });
  c.cap_of_reads = Level::must;
  if (!later) return unreadable(c, composed, answered, cap, later.error());
  if (c.setting.owners->leaked() && !agrees(c, judge, *later)) return errored(std::string{after_a_leak});
  judge(*later, c.findings);
  c.setting.exercised.effect(composed.operation->id, wanted, false, true);
  forget_shared_attributes(c, *affected.reader, composed.attributes);
  c.user_attributes.insert_or_assign(affected.reader->actor, std::move(*later));
  return std::nullopt;
}

// A read changes nothing: it shows what the case knows. One that shows something else may be stale, and is repeated.
Stop effect_of_read(CaseState& c, const Expect& expect, const Composed& composed, const Affected& affected,
                    const Answered& answered, Level cap) {
  const bool is_own = affected.reader != nullptr && composed.actor == affected.reader->actor && !composed.off_table;
  if (answered.status != 200 || !answered.document || !is_own) return std::nullopt;
  if (affected.attributes) {
    const auto known = c.user_attributes.find(affected.reader->actor);
    if (known == c.user_attributes.end() || equal_json(known->second, *answered.document)) return std::nullopt;
    return effect_on_attributes(c, Effect::none, composed, affected, answered, cap);
  }
  const auto known = c.records.find(affected.id);
  const json* shown = answered.attributes();
  if (known == c.records.end() || shown == nullptr) return std::nullopt;
  const bool is_same = std::ranges::all_of(c.setting.shape.attributes, [&](const std::string& name) {
    return equal_json(member_or_null(known->second, name), member_or_null(*shown, name));
  });
  return is_same ? std::nullopt : effect_on_record(c, expect, Effect::none, composed, affected, answered, cap);
}

}  // namespace

void forget_shared_keys(CaseState& c, const Party& party) {
  const auto known = c.user_attributes.find(party.actor);
  if (known != c.user_attributes.end() && has_user_attributes(c, known->second)) c.user_attributes.erase(known);
}

void forget_shared_attributes(CaseState& c, const Party& party, const json& sent) {
  if (!has_user_attributes(c, sent)) return;
  c.records.erase(party.id);
  point_before(c);
}

Affected affected_by(CaseState& c, const Composed& composed, const Send& send) {
  if (composed.operation->names_user())
    return {.reader = reader_of(c, composed.user_id), .id = composed.user_id, .attributes = false};
  Affected affected{.reader = nullptr, .id = {}, .attributes = true};
  if (!c.setting.offered.contains("getUserAttributes")) return affected;
  // A token that identifies no user could only have written for the user whose token it was made from.
  if (send.as == "user" || send.as == "nobody") affected.reader = &c.env.user;
  if (send.as == "user2" && c.env.other) affected.reader = &*c.env.other;
  if (send.as == "reader" || send.as == "admin") {
    const auto found = c.setting.specials.find(send.as);
    if (found != c.setting.specials.end()) affected.reader = &found->second;
  }
  return affected;
}

Stop know_affected(CaseState& c, Affected& affected) {
  if (affected.reader == nullptr) return std::nullopt;
  if (!affected.attributes) return know_record(c, affected.id, *affected.reader);
  Stop stop = know_user_attributes(c, *affected.reader);
  if (stop && c.setting.specials.contains(affected.reader->actor)) {
    affected.reader = nullptr;
    return std::nullopt;
  }
  return stop;
}

Stop effect(CaseState& c, const Expect& expect, const Reading* reading, const Composed& composed,
            const Affected& affected, const Answered& answered, Level cap) {
  const bool refused = answered.status >= 400;
  Effect wanted = Effect::unread;
  if (reading != nullptr) {
    wanted = reading->effect.value_or(composed.operation->writes() ? Effect::unread : Effect::none);
  } else if (refused && reads_effect(expect)) {
    wanted = Effect::none;  // an unexpected refusal must not leave a trace either
  }
  if (!composed.operation->writes()) return effect_of_read(c, expect, composed, affected, answered, cap);
  if (!reads_effect(expect) || wanted == Effect::unread || affected.reader == nullptr) {
    forget(c, affected);
    return std::nullopt;
  }
  return affected.attributes ? effect_on_attributes(c, wanted, composed, affected, answered, cap)
                             : effect_on_record(c, expect, wanted, composed, affected, answered, cap);
}

}  // namespace conform
