#include "run/case/effects.hpp"

#include <algorithm>
#include <utility>

#include "check/effect_check.hpp"
#include "json/text.hpp"

namespace conform {

using nlohmann::json;

bool reads_effect(const Expect& expect) {
  return std::ranges::any_of(expect.alternatives, [](const Alternative& alternative) {
    return alternative.effect && *alternative.effect != Effect::unchecked;
  });
}

Resource Effects::affected_by(const PreparedRequest& prepared, const Send& send) const {
  if (prepared.operation->names_user()) return {client_.reader_of(prepared.user_id), prepared.user_id, false};
  Resource affected{nullptr, {}, true};
  if (!setting_.offered.contains("getUserAttributes")) return affected;
  // A token that identifies no user could only have written for the user whose token it was made from.
  if (send.as == "user" || send.as == "nobody") affected.reader = &env_.user;
  if (send.as == "user2" && env_.user2) affected.reader = &*env_.user2;
  if (send.as == "reader" || send.as == "admin") {
    const auto found = setting_.special_actors.find(send.as);
    if (found != setting_.special_actors.end()) affected.reader = &found->second;
  }
  if (affected.reader != nullptr) affected.id = affected.reader->id;
  return affected;
}

Stop Effects::ensure_read(Resource& affected) {
  if (affected.reader == nullptr) return std::nullopt;
  Stop stop = client_.ensure_read(affected);
  if (stop && affected.on_custom_attributes && setting_.special_actors.contains(affected.reader->actor)) {
    affected.reader = nullptr;
    return std::nullopt;
  }
  return stop;
}

Stop Effects::check(const Expect& expect, const Alternative* alternative, const PreparedRequest& prepared,
                    const Resource& affected, const CheckedExchange& checked, Level max_level) {
  const bool refused = checked.status() >= 400;
  Effect wanted = Effect::unchecked;
  if (alternative != nullptr) {
    wanted = alternative->effect.value_or(prepared.operation->writes() ? Effect::unchecked : Effect::none);
  } else if (refused && reads_effect(expect)) {
    wanted = Effect::none;  // an unexpected refusal must not leave a trace either
  }
  if (!prepared.operation->writes()) return check_read(expect, prepared, affected, checked, max_level);
  if (reads_effect(expect) && wanted != Effect::unchecked && affected.reader != nullptr)
    return compare(expect, wanted, prepared, affected, checked, max_level);
  forget(affected);
  return std::nullopt;
}

// A read changes nothing: it shows what the case knows. One that shows something else may be stale, and is repeated.
Stop Effects::check_read(const Expect& expect, const PreparedRequest& prepared, const Resource& affected,
                         const CheckedExchange& checked, Level max_level) {
  const bool is_own = affected.reader != nullptr && prepared.actor == affected.reader->actor && !prepared.undocumented;
  if (checked.status() != 200 || checked.document() == nullptr || !is_own) return std::nullopt;
  const json* known = client_.known(affected);
  const json* shown = affected.on_custom_attributes ? checked.document() : checked.attributes();
  if (known == nullptr || shown == nullptr) return std::nullopt;
  const bool is_same = affected.on_custom_attributes
                           ? equal_json(*known, *shown)
                           : std::ranges::all_of(setting_.shape.attributes, [&](const std::string& name) {
                               return equal_json(member_or_null(*known, name), member_or_null(*shown, name));
                             });
  return is_same ? std::nullopt : compare(expect, Effect::none, prepared, affected, checked, max_level);
}

Stop Effects::compare(const Expect& expect, Effect wanted, const PreparedRequest& prepared, const Resource& affected,
                      const CheckedExchange& checked, Level max_level) {
  const std::string& operation = prepared.operation->id;
  const bool of_record = !affected.on_custom_attributes;
  const json before = *client_.known(affected);
  const json identity = of_record ? *known_.identity(affected.id) : json();
  const json* shown = of_record && wanted != Effect::none ? checked.attributes() : nullptr;
  const auto judged = [&](const json& later) {
    return check_effect({.operation = operation,
                         .effect = wanted,
                         .status = checked.status(),
                         .on_custom_attributes = affected.on_custom_attributes,
                         .before = before,
                         .sent = prepared.attributes,
                         .response = shown,
                         .later = &later,
                         .shape = setting_.shape,
                         .address_pin = of_record ? address_pin() : std::nullopt});
  };
  auto later = client_.read_until(
      affected, "read back",
      [&](const json& now) { return judged(now).mismatches.empty() && !may_be_stale(before, shown, now); }, max_level);
  if (!later) return unreadable(prepared, checked, max_level, later.error());
  EffectResult result = judged(later->value);
  if (!of_record && setting_.owners->leaked() && !result.mismatches.empty()) return errored(std::string{after_a_leak});
  const Place place{
      .operation = operation, .exchange = checked.index, .later_read = later->exchange, .max_level = max_level};
  if (shown != nullptr) log_.add(check_identity(operation, wanted, identity, identity_of(*checked.document())), place);
  if (of_record) {
    log_.add(check_identity(operation, wanted, identity, *known_.identity(affected.id)),
             {.operation = operation, .exchange = later->exchange, .max_level = max_level});
  }
  const std::string interpretation = std::move(result.address_interpretation);
  log_.add(std::move(result), place);
  setting_.coverage.effect(operation, wanted);
  if (!interpretation.empty())
    log_.observe("address-on-partial-patch", interpretation, expect.requirement, checked.index);
  written(affected, prepared.attributes, std::move(later->value));
  return std::nullopt;
}

// What was readable before a write was served, and is not after it, the write has made so.
Outcome Effects::unreadable(const PreparedRequest& prepared, const CheckedExchange& checked, Level max_level,
                            Outcome why) {
  const std::size_t exchange = log_.size() - 1;
  const Response* read = log_.last_response();
  if (checked.status() > 299 || read == nullptr || why.kind != OutcomeKind::errored) return why;
  // A rate limit, a proxy, a token that ends and a limit of the suite end reading, too: they are not the write's doing.
  const int status = read->status;
  const bool is_broken = status == 200 && log_.findings().has("contract.json", exchange);
  if (!is_broken && status != 404 && status != 410 && status != 500 && status != 501) return why;
  const bool of_record = prepared.operation->names_user();
  log_.add(Mismatch{.rule = "effect.read-back",
                    .where = of_record ? "/data/attributes" : "",
                    .expected = of_record ? "the record" : "the attributes",
                    .actual = "status " + std::to_string(status),
                    .message = prepared.operation->id + " succeeded, but its target can no longer be read"},
           {.operation = prepared.operation->id, .exchange = exchange, .max_level = max_level});
  return max_level == Level::should ? Outcome{.kind = OutcomeKind::passed, .reason = {}} : why;
}

// A read that shows what was there before, and not what the response showed, may be stale, also where the one is only
// another form of the other.
bool Effects::may_be_stale(const json& before, const json* response, const json& now) const {
  return response != nullptr && std::ranges::any_of(setting_.shape.attributes, [&](const std::string& name) {
           const json& is = member_or_null(now, name);
           return is == member_or_null(before, name) && is != member_or_null(*response, name) &&
                  !(is_cleared(is) && is_cleared(member_or_null(*response, name)));
         });
}

std::optional<std::string> Effects::address_pin() const {
  const auto pin = setting_.pins.find("address-on-partial-patch");
  return pin == setting_.pins.end() ? std::nullopt : std::optional{pin->second};
}

// ---- what is not known any more

// True for keys of /attributes that may be the same thing as attributes of the record (ATTRIBUTES-NAMED-LIKE-USER).
bool Effects::has_record_attributes(const json& keys) const {
  return keys.is_object() &&
         std::ranges::any_of(setting_.shape.attributes, [&](const std::string& name) { return keys.contains(name); });
}

void Effects::forget_shared_keys(const User& user) {
  const json* known = known_.custom_attributes(user.actor);
  if (known != nullptr && has_record_attributes(*known)) known_.forget_custom_attributes(user.actor);
}

void Effects::written(const Resource& resource, const json& sent, json now) {
  client_.keep(resource, std::move(now));
  if (!resource.on_custom_attributes) {
    forget_shared_keys(*resource.reader);
  } else if (has_record_attributes(sent)) {
    known_.forget_record(resource.reader->id);
  }
}

void Effects::forget(const Resource& affected) {
  if (affected.on_custom_attributes) {
    known_.forget_all_custom_attributes();
    return;
  }
  known_.forget_record(affected.id);
  if (affected.reader != nullptr) forget_shared_keys(*affected.reader);
}

// ---- what must be left alone

tl::expected<std::vector<UnrelatedResource>, Outcome> Effects::unrelated_resources(const Expect& expect,
                                                                                   const Operation& operation,
                                                                                   const std::string& sender) {
  std::vector<UnrelatedResource> all;
  if (expect.user2_unchanged) {
    for (const Resource& resource : {Resource::record(*env_.user2, env_.user2->id), Resource::attributes(*env_.user2)})
      all.push_back({resource, {}, "effect.others", "read back the other user", "of another user"});
  }
  if (expect.unrelated_unchanged) {
    const Resource rest =
        operation.names_user() ? Resource::attributes(env_.user) : Resource::record(env_.user, env_.user.id);
    all.push_back({rest, {}, "effect.rest", "read back the rest", "which it must not change"});
  }
  const auto special = env_.special_actors.find(sender);
  if (expect.sender_unchanged && special != env_.special_actors.end() && !special->second.id.empty()) {
    const Resource own = Resource::record(special->second, special->second.id);
    if (!client_.ensure_read(own)) all.push_back({own, {}, "effect.others", "read back the sender", "of the sender"});
  }
  if (!setting_.offered.contains("getUserAttributes"))
    std::erase_if(all, [](const UnrelatedResource& unrelated) { return unrelated.resource.on_custom_attributes; });
  for (UnrelatedResource& unrelated : all) {
    if (Stop stop = client_.ensure_read(unrelated.resource)) return tl::unexpected{*stop};
    unrelated.before = *client_.known(unrelated.resource);
  }
  return all;
}

json Effects::without_shared(const Resource& resource, const json& before, const Operation& operation, const json& sent,
                             json now) {
  const User& owner = *resource.reader;
  const json* written = resource.on_custom_attributes ? known_.record(owner.id) : known_.custom_attributes(owner.actor);
  if (written == nullptr || !now.is_object()) return now;
  bool shared = false;
  for (const std::string& name : setting_.shape.attributes) {
    if (operation.id != "setUser" && !sent.contains(name)) continue;
    const json& is = member_or_null(now, name);
    const json& was = member_or_null(before, name);
    if (same_value(name, was, is) || !same_value(name, is, member_or_null(*written, name))) continue;
    shared = true;
    now[name] = was;
    if (was.is_null()) now.erase(name);
  }
  if (shared) log_.observe("attributes-named-like-user", "shared", log_.size() - 1);
  return now;
}

Stop Effects::check_unrelated(const std::vector<UnrelatedResource>& unrelated_resources, const Operation& operation,
                              const json& sent, Level max_level) {
  for (const UnrelatedResource& unrelated : unrelated_resources) {
    const Resource& resource = unrelated.resource;
    auto later = client_.read(resource, std::string{unrelated.purpose});
    if (!later) return later.error();
    setting_.coverage.unrelated_resource(unrelated.rule, operation.id);
    const json now = unrelated.rule == "effect.rest"
                         ? without_shared(resource, unrelated.before, operation, sent, later->value)
                         : later->value;
    Mismatches traces = check_effect({.operation = operation.id,
                                      .effect = Effect::none,
                                      .status = 200,
                                      .on_custom_attributes = resource.on_custom_attributes,
                                      .before = unrelated.before,
                                      .sent = json(),
                                      .later = &now,
                                      .shape = setting_.shape})
                            .mismatches;
    if (resource.on_custom_attributes && setting_.owners->leaked() && !traces.empty())
      return errored(std::string{after_a_leak});
    for (Mismatch& trace : traces) {
      trace.rule = unrelated.rule;
      trace.message = trace.message + " " + std::string{unrelated.whose};
      trace.max_level = Level::must;
      trace.in_later_read = false;
    }
    log_.add(std::move(traces), {.operation = operation.id, .exchange = later->exchange, .max_level = max_level});
    client_.keep(resource, std::move(later->value));
  }
  return std::nullopt;
}

}  // namespace conform
