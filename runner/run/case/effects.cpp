#include "run/case/effects.hpp"

#include <algorithm>
#include <utility>

#include "check/effect_check.hpp"
#include "json/text.hpp"
#include "run/case/conversation.hpp"

namespace conform {

namespace {

using nlohmann::json;

void invalidate(CaseState& c, const Affected& affected) {
  c.records.erase(affected.id);
  if (affected.on_custom_attributes) c.custom_attributes.clear();
  if (!affected.on_custom_attributes && affected.reader != nullptr) invalidate_shared_keys(c, *affected.reader);
}

// True for keys of /attributes that may be the same thing as attributes of the record (ATTRIBUTES-NAMED-LIKE-USER).
bool has_record_attributes(const CaseState& c, const json& keys) {
  return keys.is_object() &&
         std::ranges::any_of(c.setting.shape.attributes, [&](const std::string& name) { return keys.contains(name); });
}

// A read that shows what was there before, and not what the response showed, may be stale, also where the one is only
// another form of the other.
bool may_be_stale(const CaseState& c, const json& before, const json* response, const json& now) {
  return response != nullptr && std::ranges::any_of(c.setting.shape.attributes, [&](const std::string& name) {
           const json& is = member_or_null(now, name);
           return is == member_or_null(before, name) && is != member_or_null(*response, name) &&
                  !(is_cleared(is) && is_cleared(member_or_null(*response, name)));
         });
}

// What was readable before a write was served, and is not after it, the write has made so.
Outcome unreadable(CaseState& c, const PreparedRequest& prepared, const CheckedExchange& response, Level max_level,
                   Outcome why) {
  const std::size_t exchange = c.exchanges.size() - 1;
  const Response* read = response_of(c.exchanges.back());
  if (response.status() > 299 || read == nullptr || why.kind != OutcomeKind::errored) return why;
  // A rate limit, a proxy, a token that ends and a limit of the suite end reading, too: they are not the write's doing.
  const int status = read->status;
  const bool is_broken = status == 200 && c.findings.has("contract.json", exchange);
  if (!is_broken && status != 404 && status != 410 && status != 500 && status != 501) return why;
  const bool of_record = prepared.operation->names_user();
  c.findings.add({.rule = "effect.read-back",
                  .where = of_record ? "/data/attributes" : "",
                  .expected = of_record ? "the record" : "the attributes",
                  .actual = "status " + std::to_string(status),
                  .message = prepared.operation->id + " succeeded, but its target can no longer be read"},
                 {.operation = prepared.operation->id, .exchange = exchange, .max_level = max_level});
  return max_level == Level::should ? Outcome{.kind = OutcomeKind::passed, .reason = {}} : why;
}

// Whether a response shows the whole record as it must be now; then that is what is known of it.
bool shows_effect(const CaseState& c, Effect wanted, const PreparedRequest& prepared, const Affected& affected,
                  const CheckedExchange& checked, const EffectResult& judged) {
  const json* shown = wanted == Effect::none ? nullptr : checked.attributes();
  return shown != nullptr && shown->is_object() && checked.status() == 200 && judged.mismatches.empty() &&
         check_identity(prepared.operation->id, wanted, c.identities.at(affected.id), identity_of(*checked.document()))
             .empty();
}

Stop effect_on_record(CaseState& c, const Expect& expect, Effect wanted, const PreparedRequest& prepared,
                      const Affected& affected, const CheckedExchange& checked, Level max_level, ReadBack read_back) {
  const std::string& operation = prepared.operation->id;
  const json before = c.records.at(affected.id);
  const json identity = c.identities.at(affected.id);
  const auto pin = c.setting.pins.find("address-on-partial-patch");
  const json* shown = wanted == Effect::none ? nullptr : checked.attributes();
  const auto judged = [&](const json* later) {
    return check_effect({.operation = operation,
                         .effect = wanted,
                         .status = checked.status(),
                         .before = before,
                         .sent = prepared.attributes,
                         .response = shown,
                         .later = later,
                         .shape = c.setting.shape,
                         .address_pin = pin == c.setting.pins.end() ? std::nullopt : std::optional{pin->second}});
  };
  if (read_back != ReadBack::at_once) {
    const EffectResult at_once = judged(nullptr);
    if (shows_effect(c, wanted, prepared, affected, checked, at_once)) {
      c.setting.coverage.effect(operation, wanted);
      if (!at_once.address_interpretation.empty())
        note_observation(c, "address-on-partial-patch", at_once.address_interpretation, expect.requirement,
                         checked.index);
      c.records.insert_or_assign(affected.id, *shown);
      c.known_by_response.insert(key_of(affected.id, false));
      c.saved.any = c.saved.any || c.saved.by_response;
      invalidate_shared_keys(c, *affected.reader);
      return std::nullopt;
    }
  }
  std::size_t read = 0;
  c.max_level_of_reads = max_level;
  auto later = read_record_until(c, affected.id, *affected.reader, "read back", &read, [&](const json& now) {
    return judged(&now).mismatches.empty() && !may_be_stale(c, before, shown, now);
  });
  c.max_level_of_reads = Level::must;
  if (!later) return unreadable(c, prepared, checked, max_level, later.error());
  const Place place{.operation = operation, .exchange = checked.index, .later_read = read, .max_level = max_level};
  const Place at_read{.operation = operation, .exchange = read, .max_level = max_level};
  if (shown != nullptr)
    c.findings.add(check_identity(operation, wanted, identity, identity_of(*checked.document())), place);
  c.findings.add(check_identity(operation, wanted, identity, c.identities.at(affected.id)), at_read);
  compare_response_with_read(c, shown, *later);
  EffectResult result = judged(&*later);
  const std::string seen = std::move(result.address_interpretation);
  c.findings.add(std::move(result), place);
  c.setting.coverage.effect(operation, wanted);
  if (!seen.empty()) note_observation(c, "address-on-partial-patch", seen, expect.requirement, checked.index);
  c.records.insert_or_assign(affected.id, std::move(*later));
  invalidate_shared_keys(c, *affected.reader, &before);
  return std::nullopt;
}

// Without a read: what the response shows, or else what was sent, is what later reads are compared with.
Stop effect_by_response(CaseState& c, const Expect& expect, Effect wanted, const PreparedRequest& prepared,
                        const Affected& affected, const CheckedExchange& checked, Level max_level) {
  if (wanted == Effect::none) return std::nullopt;
  if (affected.on_custom_attributes) {
    if (prepared.attributes.is_object()) c.custom_attributes.at(affected.reader->actor).update(prepared.attributes);
    c.known_by_response.insert(key_of(affected.reader->id, true));
    invalidate_shared_attributes(c, *affected.reader, prepared.attributes);
    return std::nullopt;
  }
  if (checked.attributes() == nullptr) {
    invalidate(c, affected);
    return std::nullopt;
  }
  const std::string& operation = prepared.operation->id;
  const Place place{.operation = operation, .exchange = checked.index, .max_level = max_level};
  const auto pin = c.setting.pins.find("address-on-partial-patch");
  c.findings.add(check_identity(operation, wanted, c.identities.at(affected.id), identity_of(*checked.document())),
                 place);
  EffectResult result =
      check_effect({.operation = operation,
                    .effect = wanted,
                    .status = checked.status(),
                    .before = c.records.at(affected.id),
                    .sent = prepared.attributes,
                    .response = checked.attributes(),
                    .later = nullptr,
                    .shape = c.setting.shape,
                    .address_pin = pin == c.setting.pins.end() ? std::nullopt : std::optional{pin->second}});
  const std::string seen = std::move(result.address_interpretation);
  c.findings.add(std::move(result), place);
  c.setting.coverage.effect(operation, wanted);
  if (!seen.empty()) note_observation(c, "address-on-partial-patch", seen, expect.requirement, checked.index);
  const json before = std::exchange(c.records.at(affected.id), *checked.attributes());
  c.known_by_response.insert(key_of(affected.id, false));
  invalidate_shared_keys(c, *affected.reader, &before);
  return std::nullopt;
}

Stop effect_on_custom_attributes(CaseState& c, Effect wanted, const PreparedRequest& prepared, const Affected& affected,
                                 const CheckedExchange& checked, Level max_level) {
  const std::string& operation = prepared.operation->id;
  const json before = c.custom_attributes.at(affected.reader->actor);
  const auto judged = [&](const json& later) {
    return check_effect({.operation = operation,
                         .effect = wanted,
                         .status = checked.status(),
                         .on_custom_attributes = true,
                         .before = before,
                         .sent = prepared.attributes,
                         .later = &later,
                         .shape = c.setting.shape});
  };
  std::size_t read = 0;
  c.max_level_of_reads = max_level;
  auto later = read_custom_attributes_until(c, *affected.reader, "read back", &read,
                                            [&](const json& now) { return judged(now).mismatches.empty(); });
  c.max_level_of_reads = Level::must;
  if (!later) return unreadable(c, prepared, checked, max_level, later.error());
  EffectResult result = judged(*later);
  if (c.setting.owners->leaked() && !result.mismatches.empty()) return errored(std::string{after_a_leak});
  c.findings.add(std::move(result),
                 {.operation = operation, .exchange = checked.index, .later_read = read, .max_level = max_level});
  c.setting.coverage.effect(operation, wanted);
  invalidate_shared_attributes(c, *affected.reader, prepared.attributes);
  c.custom_attributes.insert_or_assign(affected.reader->actor, std::move(*later));
  return std::nullopt;
}

// A read changes nothing: it shows what the case knows. One that shows something else may be stale, and is repeated.
Stop effect_of_read(CaseState& c, const Expect& expect, const PreparedRequest& prepared, const Affected& affected,
                    const CheckedExchange& response, Level max_level) {
  const bool is_own = affected.reader != nullptr && prepared.actor == affected.reader->actor && !prepared.undocumented;
  if (response.status() != 200 || response.document() == nullptr || !is_own) return std::nullopt;
  if (affected.on_custom_attributes) {
    const auto known = c.custom_attributes.find(affected.reader->actor);
    if (known == c.custom_attributes.end() || equal_json(known->second, *response.document())) return std::nullopt;
    return effect_on_custom_attributes(c, Effect::none, prepared, affected, response, max_level);
  }
  const auto known = c.records.find(affected.id);
  const json* shown = response.attributes();
  if (known == c.records.end() || shown == nullptr) return std::nullopt;
  const bool is_same = std::ranges::all_of(c.setting.shape.attributes, [&](const std::string& name) {
    return equal_json(member_or_null(known->second, name), member_or_null(*shown, name));
  });
  return is_same
             ? std::nullopt
             : effect_on_record(c, expect, Effect::none, prepared, affected, response, max_level, ReadBack::at_once);
}

}  // namespace

void compare_response_with_read(CaseState& c, const json* shown, const json& read) {
  const bool differ = shown != nullptr && std::ranges::any_of(c.setting.shape.attributes, [&](const std::string& name) {
                        return !same_value(name, member_or_null(*shown, name), member_or_null(read, name));
                      });
  c.saved.responses_differ = c.saved.responses_differ || differ;
}

void invalidate_shared_keys(CaseState& c, const User& user, const json* before) {
  const auto known = c.custom_attributes.find(user.actor);
  if (known == c.custom_attributes.end()) return;
  // Beside a record without attributes, keys do not show whether they are the same thing.
  const bool is_empty =
      before != nullptr && std::ranges::all_of(c.setting.shape.attributes, [&](const auto& name) {
        return is_cleared(member_or_null(*before, name)) || c.setting.shape.server_managed.contains(name);
      });
  if (is_empty || has_record_attributes(c, known->second)) c.custom_attributes.erase(known);
}

void invalidate_shared_attributes(CaseState& c, const User& user, const json& sent) {
  if (!has_record_attributes(c, sent)) return;
  c.records.erase(user.id);
  point_before(c);
}

Affected affected_by(CaseState& c, const PreparedRequest& prepared, const Send& send) {
  if (prepared.operation->names_user())
    return {.reader = reader_of(c, prepared.user_id), .id = prepared.user_id, .on_custom_attributes = false};
  Affected affected{.reader = nullptr, .id = {}, .on_custom_attributes = true};
  if (!c.setting.offered.contains("getUserAttributes")) return affected;
  // A token that identifies no user could only have written for the user whose token it was made from.
  if (send.as == "user" || send.as == "nobody") affected.reader = &c.env.user;
  if (send.as == "user2" && c.env.user2) affected.reader = &*c.env.user2;
  if (send.as == "reader" || send.as == "admin") {
    const auto found = c.setting.special_actors.find(send.as);
    if (found != c.setting.special_actors.end()) affected.reader = &found->second;
  }
  return affected;
}

Stop ensure_affected_read(CaseState& c, Affected& affected) {
  if (affected.reader == nullptr) return std::nullopt;
  if (!affected.on_custom_attributes) return ensure_read(c, affected.id, *affected.reader);
  Stop stop = ensure_custom_attributes_read(c, *affected.reader);
  if (stop && c.setting.special_actors.contains(affected.reader->actor)) {
    affected.reader = nullptr;
    return std::nullopt;
  }
  return stop;
}

Stop effect(CaseState& c, const Expect& expect, const Alternative* alternative, const PreparedRequest& prepared,
            const Affected& affected, const CheckedExchange& response, Level max_level, ReadBack read_back) {
  const bool refused = response.status() >= 400;
  Effect wanted = Effect::unchecked;
  if (alternative != nullptr) {
    wanted = alternative->effect.value_or(prepared.operation->writes() ? Effect::unchecked : Effect::none);
  } else if (refused && reads_effect(expect)) {
    wanted = Effect::none;  // an unexpected refusal must not leave a trace either
  }
  if (!prepared.operation->writes()) return effect_of_read(c, expect, prepared, affected, response, max_level);
  if (!reads_effect(expect) || wanted == Effect::unchecked || affected.reader == nullptr) {
    invalidate(c, affected);
    return std::nullopt;
  }
  if (refused && wanted == Effect::none && read_back == ReadBack::when_last) {
    c.saved.any = true;
    return std::nullopt;
  }
  if (expect.read_later) return effect_by_response(c, expect, wanted, prepared, affected, response, max_level);
  return affected.on_custom_attributes
             ? effect_on_custom_attributes(c, wanted, prepared, affected, response, max_level)
             : effect_on_record(c, expect, wanted, prepared, affected, response, max_level, read_back);
}

tl::expected<std::vector<UnrelatedResource>, Outcome> unrelated_resources(CaseState& c, const Expect& expect,
                                                                          const Operation& operation,
                                                                          const std::string& sender) {
  std::vector<UnrelatedResource> all;
  if (expect.user2_unchanged) {
    for (const bool on_custom_attributes : {false, true})
      all.push_back({&*c.env.user2, on_custom_attributes, {}, "effect.others", "of another user"});
  }
  if (expect.unrelated_unchanged) {
    const bool on_custom_attributes = operation.names_user();
    all.push_back({&c.env.user, on_custom_attributes, {}, "effect.rest", "which it must not change"});
  }
  const auto special = c.env.special_actors.find(sender);
  if (expect.sender_unchanged && special != c.env.special_actors.end() && !special->second.id.empty() &&
      !ensure_read(c, special->second.id, special->second))
    all.push_back({&special->second, false, {}, "effect.others", "of the sender"});
  if (!c.setting.offered.contains("getUserAttributes"))
    std::erase_if(all, [](const UnrelatedResource& resource) { return resource.on_custom_attributes; });
  for (UnrelatedResource& resource : all) {
    Stop stop = resource.on_custom_attributes ? ensure_custom_attributes_read(c, *resource.owner)
                                              : ensure_read(c, resource.owner->id, *resource.owner);
    if (stop) return tl::unexpected{*stop};
    resource.before = resource.on_custom_attributes ? c.custom_attributes.at(resource.owner->actor)
                                                    : c.records.at(resource.owner->id);
  }
  return all;
}

json without_shared(CaseState& c, const User& owner, bool on_custom_attributes, const json& before,
                    const Operation& operation, const json& sent, json now) {
  const auto& written = on_custom_attributes ? c.records : c.custom_attributes;
  const auto there = written.find(on_custom_attributes ? owner.id : owner.actor);
  if (there == written.end() || !now.is_object()) return now;
  bool shared = false;
  for (const std::string& name : c.setting.shape.attributes) {
    if (operation.id != "setUser" && !sent.contains(name)) continue;
    const json& is = member_or_null(now, name);
    const json& was = member_or_null(before, name);
    if (same_value(name, was, is) || !same_value(name, is, member_or_null(there->second, name))) continue;
    shared = true;
    now[name] = was;
    if (was.is_null()) now.erase(name);
  }
  const Requirement* observed = c.setting.suite.rules.of_observation("attributes-named-like-user");
  if (shared && observed != nullptr)
    note_observation(c, observed->observation, "shared", observed->id, c.exchanges.size() - 1);
  return now;
}

Stop check_unrelated_resources(CaseState& c, const std::vector<UnrelatedResource>& unrelated_resources,
                               const Operation& operation, const json& sent, Level max_level) {
  for (const UnrelatedResource& resource : unrelated_resources) {
    std::size_t read = 0;
    const char* purpose = resource.owner == &c.env.user                    ? "read back the rest"
                          : c.env.user2 && resource.owner == &*c.env.user2 ? "read back the other user"
                                                                           : "read back the sender";
    auto later = resource.on_custom_attributes ? read_custom_attributes(c, *resource.owner, purpose, &read)
                                               : read_record(c, resource.owner->id, *resource.owner, purpose, &read);
    if (!later) return later.error();
    c.setting.coverage.unrelated_resource(resource.rule, operation.id);
    const json now = resource.rule == "effect.rest" ? without_shared(c, *resource.owner, resource.on_custom_attributes,
                                                                     resource.before, operation, sent, *later)
                                                    : *later;
    Mismatches traces = check_effect({.operation = operation.id,
                                      .effect = Effect::none,
                                      .status = 200,
                                      .on_custom_attributes = resource.on_custom_attributes,
                                      .before = resource.before,
                                      .sent = json(),
                                      .later = &now,
                                      .shape = c.setting.shape})
                            .mismatches;
    if (resource.on_custom_attributes && c.setting.owners->leaked() && !traces.empty())
      return errored(std::string{after_a_leak});
    for (Mismatch& trace : traces) {
      trace.rule = resource.rule;
      trace.message = trace.message + " " + std::string{resource.whose};
      trace.in_later_read = false;
      trace.max_level = Level::must;
    }
    c.findings.add(std::move(traces), {.operation = operation.id, .exchange = read, .max_level = max_level});
    json& known =
        resource.on_custom_attributes ? c.custom_attributes[resource.owner->actor] : c.records[resource.owner->id];
    known = std::move(*later);
  }
  point_before(c);
  return std::nullopt;
}

}  // namespace conform
