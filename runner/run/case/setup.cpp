// Brings the records into the state that a case starts from, and verifies that they are in it.
#include <algorithm>
#include <utility>
#include <vector>

#include "check/effect_check.hpp"
#include "check/forms.hpp"
#include "json/text.hpp"
#include "run/case/case_run.hpp"

namespace conform {
namespace {

using nlohmann::json;

bool each_attribute(const RecordShape& shape, const json& wanted, const json& read,
                    bool (*same)(std::string_view, const json&, const json&)) {
  const json record = known_part(read, shape);
  return std::ranges::all_of(shape.attributes, [&](const std::string& attribute) {
    return shape.server_managed.contains(attribute) ||
           same(attribute, member_or_null(wanted, attribute), member_or_null(record, attribute));
  });
}

// What a server makes of the record that it was sent may be another form of it.
bool holds(const RecordShape& shape, const json& wanted, const json& read) {
  return each_attribute(shape, wanted, read, same_in_some_form);
}

bool holds_keys(const json& wanted, const json& read) {
  return std::ranges::all_of(wanted.items(), [&](const auto& item) {
    const auto found = read.find(item.key());
    return found != read.end() && equal_json(*found, item.value());
  });
}

// The empty value of an attribute, for servers that do not let it be null.
json empty_value(const std::string& attribute) { return attribute == "address" ? json::object() : json(""); }

Outcome setup_failed(const std::string& operation, const CheckedExchange& checked) {
  return errored("setup failed: " + operation + " responded " + std::to_string(checked.status()) + checked.words);
}

}  // namespace

Stop CaseRun::set_up() {
  const Setup& setup = test_case_.setup;
  if (setup.attributes) {
    if (Stop stop = set_up_record(env_.user, *setup.attributes)) return stop;
  }
  if (setup.user2_attributes) {
    if (Stop stop = set_up_record(*env_.user2, *setup.user2_attributes)) return stop;
  }
  if (setup.custom_attributes) {
    if (Stop stop = set_up_custom_attributes(env_.user, *setup.custom_attributes)) return stop;
  }
  if (setup.user2_custom_attributes) {
    if (Stop stop = set_up_custom_attributes(*env_.user2, *setup.user2_custom_attributes)) return stop;
  }
  return std::nullopt;
}

// The state as that user has it.
tl::expected<json, NotSendable> CaseRun::wanted_record(const User& user, const json& source) {
  Environment of_user = env_;
  of_user.own = user.id;
  of_user.before_of = user.id;
  return prepare_attributes(source, of_user, setting_.constraints);
}

Stop CaseRun::set_up_record(const User& user, const json& source) {
  const Resource resource = Resource::record(user, user.id);
  if (Stop stop = client_.ensure_read(resource)) {
    if (!replaced_unreadable(user, source)) return stop;
  }
  const auto wanted = wanted_record(user, source);
  if (!wanted) return wanted.error().skip ? skipped(wanted.error().reason) : errored(wanted.error().reason);
  // In another form it is not what the case begins with: a server that keeps forms must be given this one.
  if (each_attribute(setting_.shape, *wanted, *client_.known(resource), same_value)) return std::nullopt;

  const bool merges = offers("updateUser");
  const bool replaces = offers("setUser") && !(merges && setting_.control_requests.seems_missing("setUser"));
  std::vector<SetupCandidate> candidates;
  if (replaces) candidates.push_back(by_replacing(*wanted));
  if (merges) candidates.push_back(by_merging(*wanted, *client_.known(resource)));
  for (const SetupCandidate& candidate : candidates) {
    const bool replacing = candidate.effect == Effect::replace;
    bool denied = false;
    for (const json& attributes : candidate.attributes) {
      const auto checked = send_setup(user, candidate.operation, attributes);
      if (!checked) return checked.error();
      if (checked->status() == 422 && candidate.attributes.size() > 1) continue;
      if (says_not_there(checked->status())) {
        note_denied(candidate.operation, *checked);
        denied = setting_.control_requests.seems_missing(candidate.operation) && &candidate != &candidates.back();
        if (denied) break;
      }
      if (checked->status() != 200) return setup_failed(candidate.operation, *checked);
      const auto holding = verify_setup(user, candidate, attributes, replacing ? attributes : *wanted, *checked);
      if (!holding) return holding.error();
      if (*holding) return std::nullopt;
      if (replacing) return errored("setup failed: the record is not what setUser set it to");
    }
    if (denied) continue;
    return skipped(replacing
                       ? "the target refuses a setUser that omits or empties attributes, so the record cannot be set up"
                       : "updateUser alone cannot set up the record, and the target has no setUser");
  }
  return skipped("the target has no operation to set up a record");
}

bool CaseRun::is_left_to_server(const std::string& attribute) const {
  return setting_.shape.server_managed.contains(attribute) ||
         setting_.constraints.protected_attributes.contains(attribute);
}

// What setUser must be sent. A server may insist on every attribute (a violation at should level that cases of its
// own report): then what is to be absent is cleared by null, or else by an empty value.
CaseRun::SetupCandidate CaseRun::by_replacing(const json& wanted) const {
  json with_nulls = wanted;
  json with_empties = wanted;
  for (const std::string& attribute : setting_.shape.attributes) {
    if (!wanted.is_object() || wanted.contains(attribute) || is_left_to_server(attribute)) continue;
    with_nulls[attribute] = nullptr;
    with_empties[attribute] = empty_value(attribute);
  }
  SetupCandidate candidate{.operation = "setUser", .effect = Effect::replace, .attributes = {wanted}};
  if (with_nulls != wanted) candidate.attributes.insert(candidate.attributes.end(), {with_nulls, with_empties});
  return candidate;
}

// What updateUser must be sent: what is there and is to be absent must be cleared, members of the address too.
CaseRun::SetupCandidate CaseRun::by_merging(const json& wanted, const json& before) const {
  json with_nulls = wanted;
  json with_empties = wanted;
  for (const std::string& attribute : setting_.shape.attributes) {
    const json& present = member_or_null(before, attribute);
    if (!wanted.is_object() || is_left_to_server(attribute) || is_cleared(present)) continue;
    const json& next = member_or_null(wanted, attribute);
    if (next.is_null()) {
      with_nulls[attribute] = nullptr;
      with_empties[attribute] = empty_value(attribute);
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

CheckedOrOutcome CaseRun::send_setup(const User& user, const char* operation, json attributes) {
  const auto prepared = client_.prepare(operation, user, user.id,
                                        std::make_shared<const json>(user_document(user.id, std::move(attributes))));
  if (!prepared) return tl::unexpected{prepared.error()};
  return client_.send(*prepared, "setup");
}

// Whether the record is as it was wanted; the outcome: the case cannot go on.
tl::expected<bool, Outcome> CaseRun::verify_setup(const User& user, const SetupCandidate& candidate, const json& sent,
                                                  const json& wanted, const CheckedExchange& checked) {
  const Resource resource = Resource::record(user, user.id);
  const json before = *client_.known(resource);
  const json identity = *known_.identity(user.id);
  auto later = client_.read_until(resource, "read after setup",
                                  [&](const json& now) { return holds(setting_.shape, wanted, now); });
  if (!later) return tl::unexpected{later.error()};
  const std::size_t found = log_.findings().all().size();
  const std::string_view operation = candidate.operation;
  log_.add(check_identity(candidate.operation, candidate.effect, identity, *known_.identity(user.id)),
           {.operation = operation, .exchange = later->exchange});
  log_.add(check_effect({.operation = candidate.operation,
                         .effect = candidate.effect,
                         .status = checked.status(),
                         .before = before,
                         .sent = sent,
                         .response = checked.attributes(),
                         .later = &later->value,
                         .shape = setting_.shape,
                         .address_pin = candidate.effect == Effect::replace ? std::nullopt : effects_.address_pin()}),
           {.operation = operation, .exchange = checked.index, .later_read = later->exchange});
  const bool holding = holds(setting_.shape, wanted, later->value);
  effects_.written(resource, sent, std::move(later->value));
  if (log_.findings().all().size() > found && log_.findings().any_must())
    return tl::unexpected{errored("the setup request itself violates the specification")};
  return holding;
}

// A record that was read is there: an operation on it that gets such a response is missing, or wrong.
void CaseRun::note_denied(const char* operation, const CheckedExchange& checked) {
  setting_.control_requests.deny(operation);
  if (log_.findings().has("contract.status", checked.index)) return;
  const std::string status = std::to_string(checked.status());
  log_.add(Mismatch{.rule = "contract.status",
                    .where = "status",
                    .expected = "200",
                    .actual = status + checked.words,
                    .message = std::string{operation} + " responded " + status + " for an existing record"},
           {.operation = operation, .exchange = checked.index});
}

// A record that an earlier case left unreadable is replaced as a whole. What its read showed belongs to that case.
bool CaseRun::replaced_unreadable(const User& user, const json& source) {
  const std::size_t read = log_.size() - 1;
  const Response* response = log_.last_response();
  const bool is_broken = response != nullptr && (response->status == 200 || response->status >= 500);
  if (!is_broken || !offers("setUser") || !client_.was_written_before(user.id, false)) return false;
  const auto wanted = wanted_record(user, source);
  if (!wanted) return false;
  const auto checked = send_setup(user, "setUser", *wanted);
  if (!checked || checked->status() != 200 || client_.ensure_read(Resource::record(user, user.id))) return false;
  log_.drop(read);
  return true;
}

Stop CaseRun::set_up_custom_attributes(const User& user, const json& source) {
  const auto wanted = evaluate_all(source, env_);
  if (!wanted) return errored(wanted.error());
  const Resource resource = Resource::attributes(user);
  if (Stop stop = client_.ensure_read(resource)) return stop;
  const json before = *client_.known(resource);
  if (holds_keys(*wanted, before)) return std::nullopt;
  const char* operation = "setUserAttributes";
  const auto prepared = client_.prepare(operation, user, {}, std::make_shared<const json>(*wanted));
  if (!prepared) return prepared.error();
  const auto checked = client_.send(*prepared, "setup");
  if (!checked) return checked.error();
  if (checked->status() < 200 || checked->status() > 299) return setup_failed(operation, *checked);
  auto later =
      client_.read_until(resource, "read after setup", [&](const json& now) { return holds_keys(*wanted, now); });
  if (!later) return later.error();
  const std::size_t found = log_.findings().all().size();
  if (setting_.owners->leaked() && !holds_keys(*wanted, later->value)) return errored(std::string{after_a_leak});
  log_.add(check_effect({.operation = operation,
                         .effect = Effect::merge,
                         .status = checked->status(),
                         .on_custom_attributes = true,
                         .before = before,
                         .sent = *wanted,
                         .later = &later->value,
                         .shape = setting_.shape}),
           {.operation = operation, .exchange = checked->index, .later_read = later->exchange});
  effects_.written(resource, *wanted, std::move(later->value));
  if (log_.findings().all().size() > found && log_.findings().any_must())
    return errored("the setup request itself violates the specification");
  return std::nullopt;
}

}  // namespace conform
