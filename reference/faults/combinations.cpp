#include <algorithm>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "reference/faults/fault_entry.hpp"
#include "reference/user_record.hpp"

// Areas 4 and 5: what goes wrong with certain attributes together, with so many of them, or with several nulls.

namespace conform::reference {

namespace {

using Paths = std::vector<std::string>;
using When = std::function<bool(const Object& change, const Object& before)>;
using Then = std::function<void(const Object& change, const Object& before, Object& next)>;

bool is_given(const Object& change, std::string_view path) { return at_path(change, path) != nullptr; }
bool is_null(const Object& change, std::string_view path) {
  const Value* value = at_path(change, path);
  return value != nullptr && value->is_null();
}
bool has_value(const Object& change, std::string_view path) { return is_given(change, path) && !is_null(change, path); }

std::size_t nulls_in(const Object& change) {
  return static_cast<std::size_t>(
      std::count_if(change.begin(), change.end(), [](const Member& member) { return member.value.is_null(); }));
}

When all_given(Paths paths) {
  return [paths = std::move(paths)](const Object& change, const Object&) {
    return std::all_of(paths.begin(), paths.end(), [&](const std::string& path) { return has_value(change, path); });
  };
}

When all_omitted(Paths paths) {
  return [paths = std::move(paths)](const Object& change, const Object&) {
    return std::none_of(paths.begin(), paths.end(), [&](const std::string& path) { return is_given(change, path); });
  };
}

When all_null(Paths paths) {
  return [paths = std::move(paths)](const Object& change, const Object&) {
    return std::all_of(paths.begin(), paths.end(), [&](const std::string& path) { return is_null(change, path); });
  };
}

// These attributes with values, and no others.
When just(Paths paths) {
  const std::size_t count = paths.size();
  return [count, given = all_given(std::move(paths))](const Object& change, const Object& before) {
    return change.size() == count && given(change, before);
  };
}

When just_so_many(std::size_t count) {
  return [count](const Object& change, const Object&) { return change.size() == count; };
}

When both(When one, When other) {
  return [one = std::move(one), other = std::move(other)](const Object& change, const Object& before) {
    return one(change, before) && other(change, before);
  };
}

void restore_path(const Object& before, Object& next, const std::string& path) {
  if (const Value* old = at_path(before, path)) {
    set_path(next, path, *old);
  } else {
    remove_path(next, path);
  }
}

// The attribute is as it was.
Then keeps(std::string path) {
  return
      [path = std::move(path)](const Object&, const Object& before, Object& next) { restore_path(before, next, path); };
}

Then loses(std::string path) {
  return [path = std::move(path)](const Object&, const Object&, Object& next) { remove_path(next, path); };
}

struct Combination {
  const char* name;
  const char* description;
  Operation operation;
  When when;
  Then then;
};

void add_combination(FaultEntries& entries, const Combination& fault) {
  const bool sets = fault.operation == Operation::set_user;
  entries.push_back({{fault.name, fault.description,
                      sets ? "setUser sets all attributes; those left out are cleared."
                           : "updateUser sets the provided attributes and leaves the others untouched.",
                      "must", sets ? 4 : 5, std::string{name_of(fault.operation)}},
                     [when = fault.when, then = fault.then, operation = fault.operation](Behaviour& behaviour) {
                       on_write(behaviour, operation,
                                [=](const Call& call, const UserRecord& before, UserRecord& next) {
                                  if (when(call.change, before.attributes))
                                    then(call.change, before.attributes, next.attributes);
                                });
                     }});
}

void add_pairs(FaultEntries& entries) {
  const auto patch = Operation::update_user;
  const auto put = Operation::set_user;
  const std::vector<Combination> all{
      {"pair-patch:gender-zone-info", "updateUser with gender and zoneInfo leaves zoneInfo unchanged.", patch,
       all_given({"gender", "zoneInfo"}), keeps("zoneInfo")},
      {"pair-patch:birth-date-picture-url",
       "updateUser with birthDate and pictureUrl, but without locale, clears locale.", patch,
       both(all_given({"birthDate", "pictureUrl"}), all_omitted({"locale"})), loses("locale")},
      {"pair-patch:email-null-address",
       "updateUser with an email and with null for address, but without zoneInfo, clears zoneInfo.", patch,
       both(both(all_given({"email"}), all_null({"address"})), all_omitted({"zoneInfo"})), loses("zoneInfo")},
      {"pair-patch:gender-null-last-name", "updateUser with null for gender and a lastName leaves lastName unchanged.",
       patch, both(all_null({"gender"}), all_given({"lastName"})), keeps("lastName")},
      {"pair-patch:null-where-absent",
       "updateUser with null for locale, of a record without zoneInfo, clears pictureUrl.", patch,
       [](const Object& change, const Object& before) {
         return is_null(change, "locale") && !is_given(before, "zoneInfo") && !is_given(change, "pictureUrl");
       },
       loses("pictureUrl")},
      {"pair-patch:sparse-record",
       "updateUser with firstName, of a record without gender, leaves phoneNumber unchanged.", patch,
       [](const Object& change, const Object& before) {
         return has_value(change, "firstName") && has_value(change, "phoneNumber") && !is_given(before, "gender");
       },
       keeps("phoneNumber")},
      {"pair-put:phone-number-without-gender", "setUser with a phoneNumber and without gender keeps gender.", put,
       both(all_given({"phoneNumber"}), both(all_omitted({"gender"}), all_given({"locale"}))), keeps("gender")},
      {"pair-put:two-omitted", "setUser without email and without birthDate keeps email.", put,
       both(all_omitted({"email", "birthDate"}), all_given({"address"})), keeps("email")},
      {"pair-put:null-beside-omitted", "setUser with null for phoneNumber and without zoneInfo keeps zoneInfo.", put,
       both(all_null({"phoneNumber"}), all_omitted({"zoneInfo"})), keeps("zoneInfo")},
      {"pair-put:null-beside-value", "setUser with null for locale and a zoneInfo stores no lastName.", put,
       both(all_null({"locale"}), all_given({"zoneInfo"})), loses("lastName")},
      {"pair-put:member-null-beside-omitted",
       "setUser with an address whose region is null and that has no locality keeps locality.", put,
       both(all_null({"address/region"}), both(all_given({"address/street"}), all_omitted({"address/locality"}))),
       keeps("address/locality")},
      {"pair-patch:street-and-region",
       "updateUser with street and region of an address, but no houseNo, clears houseNo.", patch,
       both(all_given({"address/street", "address/region"}), all_omitted({"address/houseNo"})),
       loses("address/houseNo")},
      {"pair-patch:member-null-beside-value",
       "updateUser with null for the houseNo of an address and a postalCode leaves postalCode unchanged.", patch,
       both(all_null({"address/houseNo"}), all_given({"address/postalCode"})), keeps("address/postalCode")},
  };
  for (const Combination& fault : all) add_combination(entries, fault);
}

void add_subsets(FaultEntries& entries) {
  const auto patch = Operation::update_user;
  const auto put = Operation::set_user;
  const std::vector<Combination> all{
      {"subset-patch:email-phone-number", "updateUser with email and phoneNumber alone leaves email unchanged.", patch,
       just({"email", "phoneNumber"}), keeps("email")},
      {"subset-patch:first-name-locale", "updateUser with firstName and locale alone clears gender.", patch,
       just({"firstName", "locale"}), loses("gender")},
      {"subset-patch:birth-date-locale-zone-info",
       "updateUser with birthDate, locale and zoneInfo alone leaves birthDate unchanged.", patch,
       just({"birthDate", "locale", "zoneInfo"}), keeps("birthDate")},
      {"subset-patch:three-with-gender", "updateUser with gender and two other attributes clears pictureUrl.", patch,
       both(just_so_many(3), both(all_given({"gender"}), all_omitted({"pictureUrl"}))), loses("pictureUrl")},
      {"subset-patch:name-and-address", "updateUser with lastName, pictureUrl and address alone clears the region.",
       patch, just({"lastName", "pictureUrl", "address"}), loses("address/region")},
      {"subset-patch:five", "updateUser with five attributes sets the first four.", patch, just_so_many(5),
       [](const Object& change, const Object& before, Object& next) {
         restore_path(before, next, change.back().name);
       }},
      {"subset-patch:eight", "updateUser with eight attributes sets the first seven.", patch, just_so_many(8),
       [](const Object& change, const Object& before, Object& next) {
         restore_path(before, next, change.back().name);
       }},
      {"subset-put:first-name-zone-info", "setUser with firstName and zoneInfo alone keeps locale.", put,
       just({"firstName", "zoneInfo"}), keeps("locale")},
      {"subset-put:last-name-gender", "setUser with lastName and gender alone stores no gender.", put,
       just({"lastName", "gender"}), loses("gender")},
      {"subset-put:six", "setUser with six attributes stores the first five.", put, just_so_many(6),
       [](const Object& change, const Object&, Object& next) { remove_path(next, change.back().name); }},
  };
  for (const Combination& fault : all) add_combination(entries, fault);
  entries.push_back({{"subset-patch:seven-answered-short",
                      "updateUser with seven attributes responds without the first that it was not given.",
                      "updateUser responds with the complete new record.", "must", 5, "updateUser"},
                     [](Behaviour& behaviour) {
                       on_served(behaviour, Operation::update_user, [](const Call& call, Response& response) {
                         Object* attributes = attributes_of(call, response);
                         if (attributes == nullptr || call.change.size() != 7) return;
                         for (const std::string_view name : writable_attributes) {
                           if (find(call.change, name) != nullptr || find(*attributes, name) == nullptr) continue;
                           remove(*attributes, name);
                           return;
                         }
                       });
                     }});
}

void add_several_nulls(FaultEntries& entries) {
  const auto patch = Operation::update_user;
  const auto put = Operation::set_user;
  const Then all_but_the_first = [](const Object& change, const Object& before, Object& next) {
    bool first = true;
    for (const Member& member : change) {
      if (!member.value.is_null()) continue;
      if (!first) restore_path(before, next, member.name);
      first = false;
    }
  };
  const std::vector<Combination> all{
      {"nulls-patch:locale-and-zone-info", "updateUser with null for locale and zoneInfo clears phoneNumber too.",
       patch, both(all_null({"locale", "zoneInfo"}), all_omitted({"phoneNumber"})), loses("phoneNumber")},
      {"nulls-patch:two-alone", "updateUser with two nulls and nothing else clears birthDate too.", patch,
       [](const Object& change, const Object&) {
         return change.size() == 2 && nulls_in(change) == 2 && !is_given(change, "birthDate");
       },
       loses("birthDate")},
      {"nulls-patch:beside-a-value", "updateUser with one null and one value does not set the value.", patch,
       [](const Object& change, const Object&) { return change.size() == 2 && nulls_in(change) == 1; },
       [](const Object& change, const Object& before, Object& next) {
         for (const Member& member : change) {
           if (!member.value.is_null()) restore_path(before, next, member.name);
         }
       }},
      {"nulls-put:second-kept", "setUser with two nulls and more keeps the second attribute.", put,
       [](const Object& change, const Object&) { return nulls_in(change) == 2; }, all_but_the_first},
      {"nulls-put:gender-and-address", "setUser with null for gender and address stores no locale.", put,
       all_null({"gender", "address"}), loses("locale")},
      {"nulls-patch:two-members", "updateUser with null for street and region of an address clears its country too.",
       patch, both(all_null({"address/street", "address/region"}), all_given({"address/country"})),
       loses("address/country")},
  };
  for (const Combination& fault : all) add_combination(entries, fault);
  entries.push_back({{"nulls-patch:three-refused", "updateUser with three nulls or more gets 501.",
                      "null clears, or is refused with 422.", "must", 5, "updateUser"},
                     [](Behaviour& behaviour) {
                       behaviour.interceptors.emplace_back([](const Call& call) -> std::optional<Response> {
                         if (!call.is(Operation::update_user)) return std::nullopt;
                         const auto parsed = parse_json(call.request->body);
                         const Value* document = std::get_if<Value>(&parsed);
                         const Object* given = document == nullptr ? nullptr : attributes_in(*document);
                         if (given == nullptr || nulls_in(*given) < 3) return std::nullopt;
                         return plain_error(501, "internal", "Internal server error");
                       });
                     }});
}

}  // namespace

void add_combination_faults(FaultEntries& entries) {
  add_pairs(entries);
  add_subsets(entries);
  add_several_nulls(entries);
}

}  // namespace conform::reference
