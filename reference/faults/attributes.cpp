#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include "reference/faults/fault_entry.hpp"

// Area 7: what setUserAttributes makes of the attributes of the token's user.

namespace conform::reference {

namespace {

using Write = std::function<void(const Call&, const UserRecord& before, UserRecord& next)>;

void add_write_fault(FaultEntries& entries, const char* name, const char* description, const char* requirement,
                     Write change) {
  entries.push_back({{name, description, requirement, "must", 7, "setUserAttributes"},
                     [change = std::move(change)](Behaviour& behaviour) {
                       on_write(behaviour, Operation::set_user_attributes, change);
                     }});
}

constexpr const char* stay = "Attributes that are not in the request stay.";
constexpr const char* exact = "A success reads back exactly.";
constexpr const char* own = "The attributes are those of the token's user and of no other user.";

Object with_strings_changed(const Object& change, const std::function<Value(const std::string&)>& coerce) {
  Object next;
  for (const Member& member : change) {
    next.push_back({member.name, member.value.string() != nullptr ? coerce(*member.value.string()) : member.value});
  }
  return next;
}

void add_merging(FaultEntries& entries) {
  add_write_fault(entries, "attributes-replaced", "setUserAttributes drops the attributes that are not in the request.",
                  stay,
                  [](const Call& call, const UserRecord&, UserRecord& next) { next.custom_attributes = call.change; });
  add_write_fault(entries, "attributes-one-dropped",
                  "setUserAttributes drops the oldest attribute that is not in the request.", stay,
                  [](const Call& call, const UserRecord& before, UserRecord& next) {
                    for (const Member& member : before.custom_attributes) {
                      if (find(call.change, member.name) == nullptr) {
                        remove(next.custom_attributes, member.name);
                        return;
                      }
                    }
                  });
  add_write_fault(entries, "attributes-kept", "setUserAttributes does not change existing keys.",
                  "Attributes in the request are changed.",
                  [](const Call& call, const UserRecord& before, UserRecord& next) {
                    next.custom_attributes = with_custom_attributes(call.change, before.custom_attributes);
                  });
  add_write_fault(entries, "attributes-new-dropped", "setUserAttributes ignores new keys if keys exist.",
                  "New keys are added.", [](const Call&, const UserRecord& before, UserRecord& next) {
                    if (before.custom_attributes.empty()) return;
                    std::erase_if(next.custom_attributes, [&](const Member& member) {
                      return find(before.custom_attributes, member.name) == nullptr;
                    });
                  });
  add_write_fault(entries, "attributes-not-stored", "setUserAttributes responds with 204 and stores nothing.", exact,
                  [](const Call&, const UserRecord& before, UserRecord& next) {
                    next.custom_attributes = before.custom_attributes;
                  });
  add_write_fault(entries, "attributes-first-only", "setUserAttributes stores only the first attribute of the request.",
                  exact, [](const Call& call, const UserRecord& before, UserRecord& next) {
                    next.custom_attributes = before.custom_attributes;
                    if (!call.change.empty())
                      set(next.custom_attributes, call.change.front().name, call.change.front().value);
                  });
  add_write_fault(entries, "attributes-empty-clears", "setUserAttributes with an empty object clears all.",
                  "An empty object changes nothing.", [](const Call& call, const UserRecord&, UserRecord& next) {
                    if (call.change.empty()) next.custom_attributes.clear();
                  });
  add_write_fault(entries, "attributes-not-repeatable", "setUserAttributes drops what is sent a second time.",
                  "Repeating the request changes nothing more.",
                  [](const Call& call, const UserRecord& before, UserRecord& next) {
                    if (before.custom_attributes != next.custom_attributes || call.change.empty()) return;
                    remove(next.custom_attributes, call.change.back().name);
                  });
}

void add_values(FaultEntries& entries) {
  add_write_fault(entries, "attributes-lower-cased-keys", "setUserAttributes puts keys in lower case.", exact,
                  [](const Call& call, const UserRecord& before, UserRecord& next) {
                    next.custom_attributes = before.custom_attributes;
                    for (const Member& member : call.change)
                      set(next.custom_attributes, lower(member.name), member.value);
                  });
  entries.push_back({{"attributes-trimmed", "setUserAttributes trims values.", exact, "should", 6, "setUserAttributes"},
                     [](Behaviour& behaviour) {
                       on_write(behaviour, Operation::set_user_attributes,
                                [](const Call& call, const UserRecord& before, UserRecord& next) {
                                  next.custom_attributes = with_custom_attributes(
                                      before.custom_attributes,
                                      with_strings_changed(call.change, [](const std::string& text) {
                                        return Value{std::string{trim(text)}};
                                      }));
                                });
                     }});
  add_write_fault(entries, "attributes-booleans-guessed", "setUserAttributes makes \"true\" and \"false\" booleans.",
                  exact, [](const Call& call, const UserRecord& before, UserRecord& next) {
                    next.custom_attributes = with_custom_attributes(
                        before.custom_attributes, with_strings_changed(call.change, [](const std::string& text) {
                          return text == "true" || text == "false" ? Value{text == "true"} : Value{text};
                        }));
                  });
  add_write_fault(entries, "attributes-as-strings", "setUserAttributes makes every value a string.", exact,
                  [](const Call& call, const UserRecord& before, UserRecord& next) {
                    next.custom_attributes = before.custom_attributes;
                    for (const Member& member : call.change) {
                      set(next.custom_attributes, member.name,
                          member.value.string() != nullptr ? member.value : Value{to_json(member.value)});
                    }
                  });
}

// Both values as a comparison sees them that takes a text and what it spells for one.
std::string as_spelled(const Value& value) { return value.string() != nullptr ? *value.string() : to_json(value); }

double number_spelled(const Value& value) {
  const std::string text = as_spelled(value);
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  return text.empty() || end != text.c_str() + text.size() ? std::nan("") : number;
}

bool counts_as_true(const Value& value) {
  const std::string text = as_spelled(value);
  return !text.empty() && text != "0" && text != "false" && text != "null";
}

std::string with_bytes_sorted(std::string text) {
  std::ranges::sort(text);
  return text;
}

void add_lenient_keys(FaultEntries& entries) {
  struct Lenient {
    const char* name;
    const char* what;
    bool (*equal)(const Value& value, const Value& other);
  };
  for (const Lenient& lenient :
       {Lenient{"custom-case-ignored", "setUserAttributes takes a value in other letters for unchanged.",
                [](const Value&a, const Value&b) { return lower(as_spelled(a)) == lower(as_spelled(b)); }},
        Lenient{"custom-types-ignored", "setUserAttributes takes a value for unchanged that a text spells.",
                [](const Value&a, const Value&b) { return as_spelled(a) == as_spelled(b); }},
        Lenient{"custom-numbers-compared", "setUserAttributes takes another spelling of a number for unchanged.",
                [](const Value&a, const Value&b) { return number_spelled(a) == number_spelled(b); }},
        Lenient{"custom-truth-compared", "setUserAttributes takes a value of the same truthiness for unchanged.",
                [](const Value&a, const Value&b) {
                  const bool is_boolean = type_name(a) == "boolean" || type_name(b) == "boolean";
                  return is_boolean && counts_as_true(a) == counts_as_true(b);
                }},
        Lenient{"custom-order-ignored", "setUserAttributes takes an array in another order for unchanged.",
                [](const Value&a, const Value&b) {
                  return a.array() != nullptr && b.array() != nullptr &&
                         with_bytes_sorted(to_json(a)) == with_bytes_sorted(to_json(b));
                }},
        Lenient{"custom-nested-types-ignored",
                "setUserAttributes takes an object or array for unchanged that texts spell.",
                [](const Value&a, const Value&b) {
                  const auto bare = [](std::string text) {
                    std::erase(text, '"');
                    return text;
                  };
                  return a.string() == nullptr && b.string() == nullptr && bare(to_json(a)) == bare(to_json(b));
                }}}) {
    add_write_fault(entries, lenient.name, lenient.what, "Attributes in the request are changed.",
                    [equal = lenient.equal](const Call& call, const UserRecord& before, UserRecord& next) {
                      for (const Member& member : call.change) {
                        const Value* old = find(before.custom_attributes, member.name);
                        if (old != nullptr && equal(*old, member.value)) set(next.custom_attributes, member.name, *old);
                      }
                    });
  }
}

void add_ownership(FaultEntries& entries) {
  add_write_fault(entries, "attributes-touch-user", "setUserAttributes clears the phone number of the user.",
                  "setUserAttributes changes attributes, not the User document.",
                  [](const Call&, const UserRecord&, UserRecord& next) { remove(next.attributes, "phoneNumber"); });
  add_write_fault(entries, "attributes-named-like-user-clear",
                  "setUserAttributes clears the attributes of the user that keys are named like.",
                  "Keys of /attributes are keys of their own, or the attributes of the user.",
                  [](const Call& call, const UserRecord&, UserRecord& next) {
                    for (const Member& member : call.change) remove(next.attributes, member.name);
                  });
  struct Shared {
    std::mutex mutex;
    Object custom_attributes;
  };
  entries.push_back({{"attributes-shared", "All users have the same attributes.", own, "must", 7, "setUserAttributes"},
                     [](Behaviour& behaviour) {
                       auto shared = std::make_shared<Shared>();
                       on_write(behaviour, Operation::set_user_attributes,
                                [shared](const Call& call, const UserRecord&, UserRecord&) {
                                  const std::lock_guard lock{shared->mutex};
                                  shared->custom_attributes =
                                      with_custom_attributes(std::move(shared->custom_attributes), call.change);
                                });
                       on_served(behaviour, Operation::get_user_attributes, [shared](const Call&, Response& response) {
                         const std::lock_guard lock{shared->mutex};
                         response.document = Value{shared->custom_attributes};
                       });
                     }});
  struct Past {
    std::mutex mutex;
    std::map<std::string, Object> custom_attributes;  // by user id
  };
  entries.push_back({{"attributes-stale-read", "getUserAttributes responds with the attributes before the last write.",
                      "A later read agrees with what was written.", "must", 7, "getUserAttributes"},
                     [](Behaviour& behaviour) {
                       auto past = std::make_shared<Past>();
                       on_write(behaviour, Operation::set_user_attributes,
                                [past](const Call&, const UserRecord& before, UserRecord&) {
                                  const std::lock_guard lock{past->mutex};
                                  past->custom_attributes.insert_or_assign(before.id, before.custom_attributes);
                                });
                       on_served(behaviour, Operation::get_user_attributes,
                                 [past](const Call& call, Response& response) {
                                   const std::lock_guard lock{past->mutex};
                                   const auto found = past->custom_attributes.find(call.after->id);
                                   if (found != past->custom_attributes.end()) response.document = Value{found->second};
                                 });
                     }});
}

// Bodies that setUserAttributes has no status for: to pass over them in silence is to lose what was sent.
void add_swallowed(FaultEntries& entries) {
  const auto add = [&](const char* name, const char* description, bool (*swallowed)(const HttpRequest&)) {
    entries.push_back({{name, description, exact, "must", 7, "setUserAttributes"}, [swallowed](Behaviour& behaviour) {
                         behaviour.interceptors.emplace_back([swallowed](const Call& call) -> std::optional<Response> {
                           if (!call.is(Operation::set_user_attributes) || !swallowed(*call.request))
                             return std::nullopt;
                           Response response;
                           response.status = 204;
                           return response;
                         });
                       }});
  };
  add("attributes-broken-body-swallowed", "setUserAttributes responds with 204 to a body that is not JSON.",
      [](const HttpRequest& request) {
        return !request.body.empty() && std::holds_alternative<JsonError>(parse_json(request.body));
      });
  add("attributes-untyped-body-swallowed",
      "setUserAttributes responds with 204 to a body without Content-Type, unread.",
      [](const HttpRequest& request) { return !field_value(request.fields, "Content-Type").has_value(); });
}

}  // namespace

void add_attributes_faults(FaultEntries& entries) {
  add_merging(entries);
  add_values(entries);
  add_lenient_keys(entries);
  add_ownership(entries);
  add_swallowed(entries);
}

}  // namespace conform::reference
