#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

#include "reference/faults/fault_entry.hpp"
#include "reference/user_record.hpp"

// Areas 4, 5 and 7: what goes wrong when the members of a document come in a certain order, which means nothing in
// JSON.

namespace conform::reference {

namespace {

constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

std::size_t place_of(const Object& object, std::string_view name) {
  const auto found =
      std::find_if(object.begin(), object.end(), [&](const Member& member) { return member.name == name; });
  return found == object.end() ? nowhere : static_cast<std::size_t>(found - object.begin());
}

bool is_before(const Object& object, std::string_view first, std::string_view then) {
  const std::size_t at = place_of(object, then);
  return at != nowhere && place_of(object, first) < at;
}

// The attributes as the request has them, in its order; null: none.
const Object* asked(const Call& call) { return call.document ? attributes_in(*call.document) : nullptr; }

void put_back(const UserRecord& before, UserRecord& next, std::string_view path) {
  if (const Value* old = at_path(before.attributes, path)) {
    set_path(next.attributes, path, *old);
  } else {
    remove_path(next.attributes, path);
  }
}

using OrderedChange = std::function<void(const Call&, const Object& attributes, const UserRecord&, UserRecord&)>;

void add_order(FaultEntries& entries, const char* name, const char* description, Operation operation,
               OrderedChange change) {
  entries.push_back({{name, description, "JSON members have no order (RFC 8259).", "must",
                      operation == Operation::set_user ? 4 : 5, std::string{name_of(operation)}},
                     [operation, change = std::move(change)](Behaviour& behaviour) {
                       on_write(behaviour, operation,
                                [=](const Call& call, const UserRecord& before, UserRecord& next) {
                                  if (const Object* attributes = asked(call)) change(call, *attributes, before, next);
                                });
                     }});
}

void add_documents_in_order(FaultEntries& entries) {
  entries.push_back({{"order:type-first", "A document of updateUser whose data begins with type gets 422.",
                      "JSON members have no order (RFC 8259).", "must", 5, "updateUser"},
                     [](Behaviour& behaviour) {
                       behaviour.validators.emplace_back(
                           [](const Call& call, const Value& document, std::vector<Violation>& violations) {
                             const Value* data = call.is(Operation::update_user) ? find(document, "data") : nullptr;
                             const Object* members = data == nullptr ? nullptr : data->object();
                             if (members != nullptr && members->size() == 3 && place_of(*members, "type") == 0)
                               violations.push_back({"extra:order", "/data", "The id must come first.", ""});
                           });
                     }});
  add_order(entries, "order:id-last", "setUser with the id as the last member of data stores nothing.",
            Operation::set_user, [](const Call& call, const Object&, const UserRecord& before, UserRecord& next) {
              const Value* data = find(*call.document, "data");
              const Object* members = data == nullptr ? nullptr : data->object();
              if (members != nullptr && members->size() == 3 && place_of(*members, "id") == 2)
                next.attributes = before.attributes;
            });
}

void add_attributes_in_order(FaultEntries& entries) {
  add_order(entries, "order:first-name-before-address",
            "updateUser with firstName before address leaves address unchanged.", Operation::update_user,
            [](const Call&, const Object& attributes, const UserRecord& before, UserRecord& next) {
              if (is_before(attributes, "firstName", "address")) put_back(before, next, "address");
            });
  add_order(entries, "order:zone-info-not-last", "updateUser with locale behind zoneInfo leaves locale unchanged.",
            Operation::update_user,
            [](const Call&, const Object& attributes, const UserRecord& before, UserRecord& next) {
              if (is_before(attributes, "zoneInfo", "locale")) put_back(before, next, "locale");
            });
  add_order(entries, "order:gender-first", "setUser with gender as the first of several attributes stores no email.",
            Operation::set_user, [](const Call&, const Object& attributes, const UserRecord&, UserRecord& next) {
              if (attributes.size() > 1 && place_of(attributes, "gender") == 0) remove(next.attributes, "email");
            });
  add_order(entries, "order:street-before-house-number",
            "setUser with street before houseNo in the address stores no houseNo.", Operation::set_user,
            [](const Call&, const Object& attributes, const UserRecord&, UserRecord& next) {
              const Value* address = find(attributes, "address");
              const Object* members = address == nullptr ? nullptr : address->object();
              if (members != nullptr && is_before(*members, "street", "houseNo"))
                remove_path(next.attributes, "address/houseNo");
            });
}

void add_keys_in_order(FaultEntries& entries) {
  entries.push_back(
      {{"order:keys-descending", "setUserAttributes takes keys up to the first that sorts before the one it follows.",
        "JSON members have no order (RFC 8259).", "must", 7, "setUserAttributes"},
       [](Behaviour& behaviour) {
         on_write(behaviour, Operation::set_user_attributes,
                  [](const Call& call, const UserRecord& before, UserRecord& next) {
                    Object taken;
                    for (const Member& member : call.change) {
                      if (!taken.empty() && member.name < taken.back().name) break;
                      taken.push_back(member);
                    }
                    next.custom_attributes = with_custom_attributes(before.custom_attributes, taken);
                  });
       }});
}

}  // namespace

void add_member_order_faults(FaultEntries& entries) {
  add_documents_in_order(entries);
  add_attributes_in_order(entries);
  add_keys_in_order(entries);
}

}  // namespace conform::reference
