#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "reference/faults/fault_entry.hpp"

// Areas 5 and 7: what was cleared comes back with a later write, as where a cache, a draft or a trigger still has it.

namespace conform::reference {

namespace {

/// What was cleared of each user, until it is set again.
struct Memory {
  std::mutex mutex;
  std::map<std::string, std::map<std::string, Value>> by_user;
};

using Asks = bool (*)(const Call& call, const std::string& path);

// `path` is given as null.
bool as_null(const Call& call, const std::string& path) {
  const Value* given = at_path(call.change, path);
  return given != nullptr && given->is_null();
}

bool by_patch_as_null(const Call& call, const std::string& path) {
  return call.is(Operation::update_user) && as_null(call, path);
}

bool by_put_as_null(const Call& call, const std::string& path) {
  return call.is(Operation::set_user) && as_null(call, path);
}

bool by_put(const Call& call, const std::string&) { return call.is(Operation::set_user); }

bool as_empty_text(const Call& call, const std::string& path) {
  const Value* given = at_path(call.change, path);
  return given != nullptr && given->string() != nullptr && given->string()->empty();
}

bool given_elsewhere(const Call& call, const std::string& path) {
  return call.is(Operation::update_user) && at_path(call.change, path) == nullptr;
}

bool given_another_member(const Call& call, const std::string& path) {
  return given_elsewhere(call, path) && at_path(call.change, "address") != nullptr;
}

bool given_nothing(const Call& call, const std::string&) {
  return call.is(Operation::update_user) && call.change.empty();
}

bool is_value(const Value* value) {
  return value != nullptr && !value->is_null() && (value->string() == nullptr || !value->string()->empty());
}

struct Returning {
  std::string name;
  std::string description;
  std::vector<std::string> paths;
  Asks clears;
  Asks returns;
};

void remember(Memory& memory, const Returning& returning, const Call& call, const UserRecord& before,
              UserRecord& next) {
  const std::lock_guard lock{memory.mutex};
  std::map<std::string, Value>& lost = memory.by_user[before.id];
  for (const std::string& path : returning.paths) {
    const Value* old = at_path(before.attributes, path);
    if (is_value(at_path(next.attributes, path))) {
      // A part of a new address brings the old one along.
      const auto found = path == "address" && !is_value(old) ? lost.find(path) : lost.end();
      if (found != lost.end() && returning.returns == given_another_member) {
        next.attributes = merged({{path, found->second}}, next.attributes);
      }
      lost.erase(path);
    } else if (is_value(old)) {
      lost.erase(path);
      if (returning.clears(call, path)) lost.emplace(path, *old);
    } else if (const auto found = lost.find(path); found != lost.end() && returning.returns(call, path)) {
      set_path(next.attributes, path, found->second);
    }
  }
}

void add_returning(FaultEntries& entries, const Returning& returning) {
  entries.push_back({{returning.name, returning.description, "updateUser leaves omitted attributes untouched.", "must",
                      5, "updateUser"},
                     [returning](Behaviour& behaviour) {
                       const auto memory = std::make_shared<Memory>();
                       behaviour.writers.emplace_back(
                           [=](const Call& call, const UserRecord& before, UserRecord& next) {
                             remember(*memory, returning, call, before, next);
                           });
                     }});
}

void add_attributes_that_return(FaultEntries& entries) {
  for (const std::string_view attribute : writable_attributes) {
    if (attribute == "address") continue;
    const std::string name = "null-revived:" + in_name(attribute);
    const std::string what =
        std::string{attribute} + " that updateUser cleared by null comes back with the next updateUser without it.";
    add_returning(entries, {name, what, {std::string{attribute}}, by_patch_as_null, given_elsewhere});
  }
  for (const std::string_view member : address_members) {
    const std::string name = "null-revived:address-" + in_name(member);
    const std::string what = "address/" + std::string{member} +
                             " that updateUser cleared by null comes back when another member is updated.";
    add_returning(entries, {name, what, {"address/" + std::string{member}}, by_patch_as_null, given_another_member});
  }
  for (const Returning& returning : std::vector<Returning>{
           {"address-revived-by-a-part",
            "An address that updateUser cleared by null comes back when a part of a new one is given.",
            {"address"},
            by_patch_as_null,
            given_another_member},
           {"address-revived-after-put",
            "An address that setUser cleared comes back when a part of a new one is given to updateUser.",
            {"address"},
            by_put,
            given_another_member},
           {"put-null-revived:locale-and-zone",
            "locale and zoneInfo that setUser cleared by null come back with the next updateUser.",
            {"locale", "zoneInfo"},
            by_put_as_null,
            given_elsewhere},
           {"put-null-revived:birth-date",
            "birthDate that setUser cleared by null comes back with the next updateUser.",
            {"birthDate"},
            by_put_as_null,
            given_elsewhere},
           {"put-members-revived",
            "Members of the address that setUser left out come back when another one is updated.",
            {"address/locality", "address/street"},
            by_put,
            given_another_member},
           {"empty-name-revived",
            "A lastName that is empty has its old value again after the next updateUser.",
            {"lastName"},
            as_empty_text,
            given_elsewhere},
           {"empty-update-revives",
            "updateUser with an empty attributes object brings back what null cleared.",
            {"lastName", "email", "pictureUrl"},
            by_patch_as_null,
            given_nothing}}) {
    add_returning(entries, returning);
  }
}

void add_keys_that_return(FaultEntries& entries) {
  struct Keys {
    std::mutex mutex;
    std::map<std::string, Object> by_user;
  };
  entries.push_back(
      {{"custom-null-revived", "A key of /attributes that null has cleared comes back with the next request.",
        "Attributes that are not in the request stay.", "must", 7, "setUserAttributes"},
       [](Behaviour& behaviour) {
         const auto lost = std::make_shared<Keys>();
         on_write(behaviour, Operation::set_user_attributes,
                  [lost](const Call& call, const UserRecord& before, UserRecord& next) {
                    const std::lock_guard lock{lost->mutex};
                    Object& mine = lost->by_user[before.id];
                    for (const Member& old : mine) {
                      if (find(call.change, old.name) == nullptr) set(next.custom_attributes, old.name, old.value);
                    }
                    mine.clear();
                    for (const Member& member : call.change) {
                      const Value* old = find(before.custom_attributes, member.name);
                      if (!member.value.is_null() || old == nullptr || old->is_null()) continue;
                      mine.push_back({member.name, *old});
                      remove(next.custom_attributes, member.name);
                    }
                  });
       }});
}

// Of several nulls in one request some do not count.
void add_nulls_that_are_lost(FaultEntries& entries) {
  entries.push_back({{"second-null-ignored", "Of several nulls in an updateUser only the first clears.",
                      "null clears, or is refused with 422.", "should", 5, "updateUser"},
                     [](Behaviour& behaviour) {
                       on_write(behaviour, Operation::update_user,
                                [](const Call& call, const UserRecord& before, UserRecord& next) {
                                  bool first = true;
                                  for (const Member& member : call.change) {
                                    if (!member.value.is_null()) continue;
                                    const Value* old = find(before.attributes, member.name);
                                    if (!first && old != nullptr) set(next.attributes, member.name, *old);
                                    first = false;
                                  }
                                });
                     }});
}

}  // namespace

void add_returning_faults(FaultEntries& entries) {
  add_attributes_that_return(entries);
  add_keys_that_return(entries);
  add_nulls_that_are_lost(entries);
}

}  // namespace conform::reference
