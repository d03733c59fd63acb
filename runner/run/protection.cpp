#include "run/protection.hpp"

#include <algorithm>

#include "check/record.hpp"
#include "json/pointer.hpp"

namespace conform {
namespace {

using nlohmann::json;

NotSendable left_out(std::string reason) { return {.skip = true, .reason = std::move(reason), .unknown_record = {}}; }

std::string protects(const std::string& attribute) { return "the target protects the attribute " + attribute; }

// True for the record of a user: at an unknown user id there is nothing to protect.
bool is_a_record(const std::string& id, const Environment& environment) {
  return id == environment.user.id || (environment.user2 && id == environment.user2->id) ||
         std::ranges::any_of(environment.special_actors, [&](const auto& special) { return special.second.id == id; });
}

// What is known of a record; null: nothing.
const json* record_of(const std::string& id, const Environment& environment) {
  if (environment.records == nullptr) return environment.before;
  const auto found = environment.records->find(id);
  return found == environment.records->end() ? nullptr : &found->second;
}

// The attributes of the User document in a body; null when there are none.
json* attributes_in(json& document) {
  return const_cast<json*>(resolve_pointer(document, "/data/attributes"));  // NOLINT: the document is ours to change
}

std::optional<NotSendable> protect_one(PreparedRequest& prepared, BodyKind body_kind, const std::string& name,
                                       const json& present) {
  const bool replaces = prepared.operation->id == "setUser";
  json* attributes = prepared.has_document ? attributes_in(prepared.document) : nullptr;
  if (attributes == nullptr || !attributes->is_object()) {
    // A body that no server should take; but one that did could lose the attribute, or set what the text says.
    const bool mentioned = prepared.request.body && prepared.request.body->find(name) != std::string::npos;
    if (replaces || mentioned) return left_out(protects(name) + ", and this request cannot carry its value");
    return std::nullopt;
  }
  const auto found = attributes->find(name);
  const bool there = found != attributes->end();
  if (body_kind == BodyKind::attributes) {
    // Put there for the record that `${before}` means, which need not be the one addressed.
    if (present.is_null()) {
      if (there) attributes->erase(found);
    } else if (there || replaces) {
      (*attributes)[name] = present;
    }
    return std::nullopt;
  }
  if (there && *found != present) return left_out(protects(name));
  if (there || !replaces || present.is_null()) return std::nullopt;
  if (body_kind == BodyKind::text) return left_out(protects(name) + ", and this request cannot carry its value");
  (*attributes)[name] = present;
  return std::nullopt;
}

}  // namespace

std::optional<NotSendable> protect(PreparedRequest& prepared, BodyKind body_kind, const Environment& environment,
                                   const WriteConstraints& constraints) {
  const Operation& operation = *prepared.operation;
  if (constraints.protected_attributes.empty() || !operation.writes() || !operation.names_user()) return std::nullopt;
  if (!is_a_record(prepared.user_id, environment)) return std::nullopt;
  if (prepared.request.method != operation.method)
    return left_out(protects(*constraints.protected_attributes.begin()) + ", and " + prepared.request.method +
                    " could change it");
  // A name may be there in the text, and with escapes in it only once that was read.
  const bool at_stake =
      operation.id == "setUser" || std::ranges::any_of(constraints.protected_attributes, [&](const auto& name) {
        return (prepared.request.body && prepared.request.body->find(name) != std::string::npos) ||
               (prepared.attributes.is_object() && prepared.attributes.contains(name));
      });
  if (!at_stake) return std::nullopt;
  const json* record = record_of(prepared.user_id, environment);
  if (record == nullptr) {
    NotSendable cannot = left_out("the target protects attributes, and their values in this record cannot be read");
    cannot.unknown_record = prepared.user_id;
    return cannot;
  }
  for (const std::string& name : constraints.protected_attributes) {
    if (auto cannot = protect_one(prepared, body_kind, name, member_or_null(*record, name))) return cannot;
  }
  if (body_kind == BodyKind::text || !prepared.has_document) return std::nullopt;
  prepared.request.body = prepared.document.dump(-1, ' ', false, json::error_handler_t::replace);
  if (const json* attributes = resolve_pointer(prepared.document, "/data/attributes"))
    prepared.attributes = *attributes;
  return std::nullopt;
}

}  // namespace conform
