#include "run/protection.hpp"

#include <algorithm>

#include "check/record.hpp"
#include "json/pointer.hpp"

namespace conform {
namespace {

using nlohmann::json;

CannotCompose left_out(std::string reason) { return {.skip = true, .reason = std::move(reason), .unknown_record = {}}; }

std::string protects(const std::string& attribute) { return "the target protects the attribute " + attribute; }

// True for the record of a user: at an unknown user id there is nothing to protect.
bool is_a_record(const std::string& id, const Environment& environment) {
  return id == environment.user.id || (environment.other && id == environment.other->id) ||
         std::ranges::any_of(environment.specials, [&](const auto& special) { return special.second.id == id; });
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

std::optional<CannotCompose> protect_one(Composed& composed, BodyKind body_kind, const std::string& name,
                                         const json& present) {
  const bool replaces = composed.operation->id == "setUser";
  json* attributes = composed.has_document ? attributes_in(composed.document) : nullptr;
  if (attributes == nullptr || !attributes->is_object()) {
    // A body that no server should take; but one that did could lose the attribute, or set what the text says.
    const bool mentioned = composed.request.body && composed.request.body->find(name) != std::string::npos;
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

std::optional<CannotCompose> protect(Composed& composed, BodyKind body_kind, const Environment& environment,
                                     const Restraints& restraints) {
  const Operation& operation = *composed.operation;
  if (restraints.kept.empty() || !operation.writes() || !operation.names_user()) return std::nullopt;
  if (!is_a_record(composed.user_id, environment)) return std::nullopt;
  if (composed.request.method != operation.method)
    return left_out(protects(*restraints.kept.begin()) + ", and " + composed.request.method + " could change it");
  // A name may be there in the text, and with escapes in it only once that was read.
  const bool at_stake = operation.id == "setUser" || std::ranges::any_of(restraints.kept, [&](const auto& name) {
                          return (composed.request.body && composed.request.body->find(name) != std::string::npos) ||
                                 (composed.attributes.is_object() && composed.attributes.contains(name));
                        });
  if (!at_stake) return std::nullopt;
  const json* record = record_of(composed.user_id, environment);
  if (record == nullptr) {
    CannotCompose cannot = left_out("the target protects attributes, and their values in this record cannot be read");
    cannot.unknown_record = composed.user_id;
    return cannot;
  }
  for (const std::string& name : restraints.kept) {
    if (auto cannot = protect_one(composed, body_kind, name, member_or_null(*record, name))) return cannot;
  }
  if (body_kind == BodyKind::text || !composed.has_document) return std::nullopt;
  composed.request.body = composed.document.dump(-1, ' ', false, json::error_handler_t::replace);
  if (const json* attributes = resolve_pointer(composed.document, "/data/attributes"))
    composed.attributes = *attributes;
  return std::nullopt;
}

}  // namespace conform
