#include <algorithm>
#include <utility>
#include <vector>

#include "check/effect_check.hpp"
#include "check/forms.hpp"
#include "json/text.hpp"
#include "run/case/conversation.hpp"
#include "run/case/effects.hpp"
#include "run/case/steps.hpp"

namespace conform {
namespace {

using nlohmann::json;

bool each_attribute(const CaseState& c, const json& wanted, const json& read,
                    bool (*same)(std::string_view, const json&, const json&)) {
  const json record = known_part(read, c.setting.shape);
  return std::ranges::all_of(c.setting.shape.attributes, [&](const std::string& attribute) {
    return c.setting.shape.server_managed.contains(attribute) ||
           same(attribute, member_or_null(wanted, attribute), member_or_null(record, attribute));
  });
}

// What a server makes of the record that it was sent may be another form of it.
bool holds(const CaseState& c, const json& wanted, const json& read) {
  return each_attribute(c, wanted, read, same_in_some_form);
}

/// How a record is brought into a state.
struct SetupCandidate {
  const char* operation;
  Effect effect;
  std::vector<json> attributes;  ///< to be tried one after the other, where the one before is refused
};

// What setUser must be sent. A server may insist on every attribute (a violation at should level that cases of its
// own report): then what is to be absent is cleared by null, or else by an empty value.
SetupCandidate by_replacing(const CaseState& c, const json& wanted) {
  json with_nulls = wanted;
  json with_empties = wanted;
  for (const std::string& attribute : c.setting.shape.attributes) {
    if (!wanted.is_object() || wanted.contains(attribute) || c.setting.shape.server_managed.contains(attribute) ||
        c.setting.constraints.protected_attributes.contains(attribute))
      continue;
    with_nulls[attribute] = nullptr;
    with_empties[attribute] = attribute == "address" ? json::object() : json("");
  }
  SetupCandidate candidate{.operation = "setUser", .effect = Effect::replace, .attributes = {wanted}};
  if (with_nulls != wanted) candidate.attributes.insert(candidate.attributes.end(), {with_nulls, with_empties});
  return candidate;
}

// What updateUser must be sent: what is there and is to be absent must be cleared, members of the address too.
SetupCandidate by_merging(const CaseState& c, const json& wanted, const json& before) {
  json with_nulls = wanted;
  json with_empties = wanted;
  const auto clear = [&](const std::string& name, const json& empty) {
    with_nulls[name] = nullptr;
    with_empties[name] = empty;
  };
  for (const std::string& attribute : c.setting.shape.attributes) {
    const json& present = member_or_null(before, attribute);
    if (!wanted.is_object() || c.setting.shape.server_managed.contains(attribute) ||
        c.setting.constraints.protected_attributes.contains(attribute) || is_cleared(present))
      continue;
    const json& next = member_or_null(wanted, attribute);
    if (next.is_null()) {
      clear(attribute, attribute == "address" ? json::object() : json(""));
    } else if (next.is_object() && present.is_object()) {
      for (const auto& [member, value] : present.items()) {
        if (next.contains(member) || is_cleared(value)) continue;
        with_nulls[attribute][member] = nullptr;
        with_empties[attribute][member] = "";
      }
    }
  }
  SetupCandidate candidate{.operation = "updateUser", .effect = Effect::merge, .attributes = {with_nulls}};
  if (with_empties != with_nulls) candidate.attributes.push_back(std::move(with_empties));
  return candidate;
}

Change setup_effect(const CaseState& c, const SetupCandidate& candidate, const json& before, const json& sent,
                    const CheckedExchange& response, const json* later) {
  const auto pin = c.setting.pins.find("address-on-partial-patch");
  return {.operation = candidate.operation,
          .effect = candidate.effect,
          .status = response.status(),
          .before = before,
          .sent = sent,
          .response = response.attributes(),
          .later = later,
          .shape = c.setting.shape,
          .address_pin = candidate.effect == Effect::replace || pin == c.setting.pins.end()
                             ? std::nullopt
                             : std::optional{pin->second}};
}

// Whether the response shows the record as it was wanted, value for value: then nothing is left that a read could show
// unless the server says one thing and does another, which the next read of the case shows.
bool shown_as_wanted(const CaseState& c, const User& user, const SetupCandidate& candidate, const json& sent,
                     const json& wanted, const CheckedExchange& response) {
  const json* shown = response.attributes();
  return shown != nullptr && shown->is_object() && each_attribute(c, wanted, *shown, same_value) &&
         check_identity(candidate.operation, candidate.effect, c.identities.at(user.id),
                        identity_of(*response.document()))
             .empty() &&
         check_effect(setup_effect(c, candidate, c.records.at(user.id), sent, response, nullptr)).mismatches.empty();
}

// Whether the record is as it was wanted; the outcome: the case cannot go on.
tl::expected<bool, Outcome> verify_setup(CaseState& c, const User& user, const SetupCandidate& candidate,
                                         const json& sent, const json& wanted, const CheckedExchange& response) {
  const json before = c.records.at(user.id);
  const json identity = c.identities.at(user.id);
  if (c.saved.by_response && shown_as_wanted(c, user, candidate, sent, wanted, response)) {
    c.saved.any = true;
    c.records.insert_or_assign(user.id, *response.attributes());
    c.known_by_response.insert(key_of(user.id, false));
    invalidate_shared_keys(c, user, &before);
    point_before(c);
    return true;
  }
  std::size_t read = 0;
  auto later = read_record_until(c, user.id, user, "read after setup", &read,
                                 [&](const json& now) { return holds(c, wanted, now); });
  if (!later) return tl::unexpected{later.error()};
  const std::size_t found = c.findings.all().size();
  compare_response_with_read(c, response.attributes(), *later);
  c.findings.add(check_identity(candidate.operation, candidate.effect, identity, c.identities.at(user.id)),
                 {.operation = candidate.operation, .exchange = read});
  c.findings.add(check_effect(setup_effect(c, candidate, before, sent, response, &*later)),
                 {.operation = candidate.operation, .exchange = response.index, .later_read = read});
  const bool holding = holds(c, wanted, *later);
  c.records.insert_or_assign(user.id, std::move(*later));
  invalidate_shared_keys(c, user, &before);
  point_before(c);
  if (c.findings.all().size() > found && c.findings.any_must())
    return tl::unexpected{errored("the setup request itself violates the specification")};
  return holding;
}

tl::expected<CheckedExchange, Outcome> send_setup(CaseState& c, const User& user, const char* operation,
                                                  const json& attributes) {
  Send send = request_by(c, user, operation);
  send.user_id = user.id;
  send.body_kind = BodyKind::document;  // what the target protects is in it with its present value
  send.body =
      std::make_shared<const json>(json{{"data", {{"type", "User"}, {"id", user.id}, {"attributes", attributes}}}});
  return send_request(c, send, "setup");
}

// A record that was read is there: an operation on it that gets such a response is missing, or wrong.
void note_denied(CaseState& c, const char* operation, const CheckedExchange& response) {
  c.setting.control_requests.deny(operation);
  if (c.findings.has("contract.status", response.index)) return;
  c.findings.add({.rule = "contract.status",
                  .where = "status",
                  .expected = "200",
                  .actual = std::to_string(response.status()) + response.words,
                  .message = std::string{operation} + " responded " + std::to_string(response.status()) +
                             " for an existing record"},
                 {.operation = operation, .exchange = response.index});
}

// A record that an earlier case left unreadable is replaced as a whole. What its read showed belongs to that case.
bool replaced_unreadable(CaseState& c, const User& user, const json& source) {
  const std::size_t read = c.exchanges.size() - 1;
  const Response* response = c.exchanges.empty() ? nullptr : response_of(c.exchanges.back());
  const bool is_broken = response != nullptr && (response->status == 200 || response->status >= 500);
  if (!is_broken || !c.setting.offered.contains("setUser") ||
      c.setting.last_writers->of(user.id, c.test_case.id).empty())
    return false;
  c.env.before = nullptr;
  c.env.own = user.id;
  const auto wanted = prepare_attributes(source, c.env, c.setting.constraints);
  c.env.own.clear();
  if (!wanted) return false;
  const auto checked = send_setup(c, user, "setUser", *wanted);
  if (!checked || checked->status() != 200 || ensure_read(c, user.id, user)) return false;
  c.findings.drop(read);
  return true;
}

Stop set_up_record(CaseState& c, const User& user, const json& source) {
  if (Stop stop = ensure_read(c, user.id, user)) {
    if (!replaced_unreadable(c, user, source)) return stop;
  }
  c.env.before = &c.records.at(user.id);
  c.env.own = user.id;
  auto wanted = prepare_attributes(source, c.env, c.setting.constraints);
  c.env.own.clear();
  point_before(c);
  if (!wanted) return outcome_of(wanted.error());
  // In another form it is not what the case begins with: a server that keeps forms must be given this one.
  if (each_attribute(c, *wanted, c.records.at(user.id), same_value)) return std::nullopt;

  const bool merges = c.setting.offered.contains("updateUser");
  const bool replaces =
      c.setting.offered.contains("setUser") && !(merges && c.setting.control_requests.seems_missing("setUser"));
  std::vector<SetupCandidate> candidates;
  if (replaces) candidates.push_back(by_replacing(c, *wanted));
  if (merges) candidates.push_back(by_merging(c, *wanted, c.records.at(user.id)));
  for (const SetupCandidate& candidate : candidates) {
    bool denied = false;
    for (const json& attributes : candidate.attributes) {
      auto response = send_setup(c, user, candidate.operation, attributes);
      if (!response) return response.error();
      if (response->status() == 422 && candidate.attributes.size() > 1) continue;
      if (says_not_there(response->status())) {
        note_denied(c, candidate.operation, *response);
        denied = c.setting.control_requests.seems_missing(candidate.operation) && &candidate != &candidates.back();
        if (denied) break;
      }
      if (response->status() != 200)
        return errored("setup failed: " + std::string{candidate.operation} + " responded " +
                       std::to_string(response->status()) + response->words);
      const json& meant = candidate.effect == Effect::replace ? attributes : *wanted;
      const auto holding = verify_setup(c, user, candidate, attributes, meant, *response);
      if (!holding) return holding.error();
      if (*holding) return std::nullopt;
      if (candidate.effect == Effect::replace) return errored("setup failed: the record is not what setUser set it to");
    }
    if (denied) continue;
    return skipped(candidate.effect == Effect::replace
                       ? "the target refuses a setUser that omits or empties attributes, so the record cannot be set up"
                       : "updateUser alone cannot set up the record, and the target has no setUser");
  }
  return skipped("the target has no operation to set up a record");
}

bool holds_keys(const json& wanted, const json& read) {
  return std::ranges::all_of(wanted.items(), [&](const auto& item) {
    const auto found = read.find(item.key());
    return found != read.end() && equal_json(*found, item.value());
  });
}

Stop set_up_custom_attributes(CaseState& c, const User& user, const json& source) {
  auto wanted = evaluate_all(source, c.env);
  if (!wanted) return errored(wanted.error());
  if (Stop stop = ensure_custom_attributes_read(c, user)) return stop;
  const json before = c.custom_attributes.at(user.actor);
  if (holds_keys(*wanted, before)) return std::nullopt;
  Send send = request_by(c, user, "setUserAttributes");
  send.body_kind = BodyKind::document;
  send.body = std::make_shared<const json>(*wanted);
  auto response = send_request(c, send, "setup");
  if (!response) return response.error();
  if (response->status() < 200 || response->status() > 299)
    return errored("setup failed: setUserAttributes responded " + std::to_string(response->status()) + response->words);
  std::size_t read = 0;
  auto later = read_custom_attributes_until(c, user, "read after setup", &read,
                                            [&](const json& now) { return holds_keys(*wanted, now); });
  if (!later) return later.error();
  const std::size_t found = c.findings.all().size();
  if (c.setting.owners->leaked() && !holds_keys(*wanted, *later)) return errored(std::string{after_a_leak});
  c.findings.add(check_effect({.operation = "setUserAttributes",
                               .effect = Effect::merge,
                               .status = response->status(),
                               .on_custom_attributes = true,
                               .before = before,
                               .sent = *wanted,
                               .later = &*later,
                               .shape = c.setting.shape}),
                 {.operation = "setUserAttributes", .exchange = response->index, .later_read = read});
  invalidate_shared_attributes(c, user, *wanted);
  c.custom_attributes.insert_or_assign(user.actor, std::move(*later));
  if (c.findings.all().size() > found && c.findings.any_must())
    return errored("the setup request itself violates the specification");
  return std::nullopt;
}

}  // namespace

Stop set_up(CaseState& c) {
  const Setup& setup = c.test_case.setup;
  const bool has_keys = !c.test_case.generated || (c.setting.offered.contains("setUserAttributes") &&
                                                   c.setting.offered.contains("getUserAttributes"));
  if (setup.attributes) {
    if (Stop stop = set_up_record(c, c.env.user, *setup.attributes)) return stop;
  }
  if (setup.user2_attributes) {
    if (Stop stop = set_up_record(c, *c.env.user2, *setup.user2_attributes)) return stop;
  }
  if (setup.custom_attributes && has_keys) {
    if (Stop stop = set_up_custom_attributes(c, c.env.user, *setup.custom_attributes)) return stop;
  }
  if (setup.user2_custom_attributes && has_keys) {
    if (Stop stop = set_up_custom_attributes(c, *c.env.user2, *setup.user2_custom_attributes)) return stop;
  }
  return std::nullopt;
}

}  // namespace conform
