#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>

#include "reference/faults/fault_entry.hpp"

// Areas 4 and 5: what setUser and updateUser make of a record, and what is returned and read back after them.

namespace conform::reference {

namespace {

using Write = std::function<void(const Call&, const UserRecord& before, UserRecord& next)>;

int area_of(Operation operation) { return operation == Operation::set_user ? 4 : 5; }

void add_write(FaultEntries& entries, std::string name, std::string description, std::string requirement,
               const char* level, Operation operation, Write change) {
  entries.push_back(
      {{std::move(name), std::move(description), std::move(requirement), level, area_of(operation),
        std::string{name_of(operation)}},
       [operation, change = std::move(change)](Behaviour& behaviour) { on_write(behaviour, operation, change); }});
}

void add_response(FaultEntries& entries, std::string name, std::string description, std::string requirement,
                  Operation operation, std::function<void(const Call&, Response&)> change) {
  entries.push_back(
      {{std::move(name), std::move(description), std::move(requirement), "must", area_of(operation),
        std::string{name_of(operation)}},
       [operation, change = std::move(change)](Behaviour& behaviour) { on_served(behaviour, operation, change); }});
}

// Brings the attribute back to what it was.
void keep(const UserRecord& before, UserRecord& next, const std::string& path) {
  if (const Value* old = at_path(before.attributes, path)) {
    set_path(next.attributes, path, *old);
  } else {
    remove_path(next.attributes, path);
  }
}

std::vector<std::string> all_paths() {
  std::vector<std::string> paths{writable_attributes.begin(), writable_attributes.end()};
  for (const std::string_view member : address_members) paths.push_back("address/" + std::string{member});
  return paths;
}

using Fold = std::string (*)(const std::string&);

std::string in_small_letters(const std::string& text) { return lower(text); }

std::string without_leading_zeros(const std::string& text) {
  if (text.empty() || text.find_first_not_of("0123456789") != std::string::npos) return text;
  const std::size_t digit = text.find_first_not_of('0');
  return digit == std::string::npos ? "0" : text.substr(digit);
}

icu::UnicodeString in_form(const icu::Normalizer2* form, const std::string& text) {
  UErrorCode status = U_ZERO_ERROR;
  return form->normalize(icu::UnicodeString::fromUTF8(text), status);
}

std::string in_composed_letters(const std::string& text) {
  UErrorCode status = U_ZERO_ERROR;
  std::string out;
  in_form(icu::Normalizer2::getNFCInstance(status), text).toUTF8String(out);
  return out;
}

// As collations of databases compare that do not heed accents and widths.
std::string without_marks(const std::string& text) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::UnicodeString apart = in_form(icu::Normalizer2::getNFKDInstance(status), text);
  icu::UnicodeString kept;
  for (std::int32_t i = 0; i < apart.length(); i = apart.moveIndex32(i, 1)) {
    if (u_charType(apart.char32At(i)) != U_NON_SPACING_MARK) kept.append(apart.char32At(i));
  }
  std::string out;
  kept.toUTF8String(out);
  return out;
}

std::string without(std::string text, std::string_view what) {
  for (std::size_t at = 0; (at = text.find(what)) != std::string::npos;) text.erase(at, what.size());
  return text;
}

std::string without_blanks_inside(const std::string& text) { return without(text, " "); }

std::string without_blanks_at_the_end(const std::string& text) {
  return text.substr(0, text.find_last_not_of(' ') + 1);
}

std::string without_punctuation(const std::string& text) {
  return without(without(without(without(text, "'"), "\xE2\x80\x99"), "-"), " ");
}

std::string without_invisible_characters(const std::string& text) { return without(text, "\xE2\x80\x8B"); }

// As a comparison of numbers sees it.
std::string as_its_number(const std::string& text) {
  if (text.empty() || std::isspace(static_cast<unsigned char>(text.front())) != 0) return text;
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  return end == text.c_str() + text.size() ? "number " + std::to_string(number) : text;
}

std::string with_umlauts_spelled_out(const std::string& sent) {
  std::string text = sent;
  for (const auto& [umlaut, letters] : {std::pair{"\xC3\xBC", "ue"}, {"\xC3\xA4", "ae"}, {"\xC3\x9F", "ss"}}) {
    for (std::size_t at = 0; (at = text.find(umlaut)) != std::string::npos;) text.replace(at, 2, letters);
  }
  return text;
}

// As a sum over the characters distinguishes texts.
std::string with_letters_sorted(const std::string& text) {
  std::string sorted = lower(text);
  std::ranges::sort(sorted);
  return sorted;
}

std::string the_first_thirty(const std::string& text) { return text.substr(0, 30); }

/// What a comparison does not heed. A change that it takes for none is not stored.
struct LenientEquality {
  const char* name;
  const char* what;
  Fold fold;
};

/// The same for one place.
struct LenientForm {
  const char* name;
  const char* what;
  Operation operation;
  const char* path;
  Fold fold;
};

std::string without_dots(const std::string& text) { return without(text, "."); }

std::string without_tag(const std::string& text) {
  const std::size_t plus = text.find('+');
  return plus == std::string::npos ? text : text.substr(0, plus) + text.substr(text.find('@'));
}

std::string before_semicolon(const std::string& text) { return text.substr(0, text.find(';')); }
std::string before_query(const std::string& text) { return text.substr(0, text.find('?')); }
std::string before_hyphen(const std::string& text) { return text.substr(0, text.find('-')); }
std::string the_month(const std::string& text) { return text.substr(0, 7); }
std::string before_last_solidus(const std::string& text) {
  return text.ends_with('/') ? text.substr(0, text.size() - 1) : text;
}
std::string the_continent(const std::string& text) { return text.substr(0, text.find('/')); }

void take_for_unchanged(const UserRecord& before, UserRecord& next, const std::string& path, Fold fold) {
  const Value* old = at_path(before.attributes, path);
  const Value* now = at_path(next.attributes, path);
  if (old == nullptr || now == nullptr || old->string() == nullptr || now->string() == nullptr) return;
  if (fold(*old->string()) == fold(*now->string())) keep(before, next, path);
}

void add_lenient_forms(FaultEntries& entries) {
  for (const LenientForm& form :
       {LenientForm{"email-dots-ignored", "dots", Operation::update_user, "email", without_dots},
        LenientForm{"email-tag-ignored", "the part after +", Operation::set_user, "email", without_tag},
        LenientForm{"phone-extension-ignored", "the extension", Operation::update_user, "phoneNumber",
                    before_semicolon},
        LenientForm{"picture-case-ignored", "the letter case", Operation::set_user, "pictureUrl", in_small_letters},
        LenientForm{"picture-query-ignored", "the query", Operation::update_user, "pictureUrl", before_query},
        LenientForm{"picture-solidus-ignored", "a solidus at the end", Operation::set_user, "pictureUrl",
                    before_last_solidus},
        LenientForm{"birth-month-compared", "the day", Operation::update_user, "birthDate", the_month},
        LenientForm{"language-compared", "the region", Operation::set_user, "locale", before_hyphen},
        LenientForm{"zone-continent-compared", "the place", Operation::update_user, "zoneInfo", the_continent},
        LenientForm{"house-number-blanks-ignored", "blanks", Operation::set_user, "address/houseNo",
                    without_blanks_inside},
        LenientForm{"country-case-ignored", "the letter case", Operation::update_user, "address/country",
                    in_small_letters}}) {
    add_write(entries, std::string{form.name} + ":" + in_name(form.operation),
              std::string{name_of(form.operation)} + " takes " + form.path + " for unchanged that differs in " +
                  form.what + " alone.",
              "Provided values are set exactly.", "must", form.operation,
              [form](const Call&, const UserRecord& before, UserRecord& next) {
                take_for_unchanged(before, next, form.path, form.fold);
              });
  }
  // A blank at the end that is not stored looks like trimming: that the server keeps it elsewhere distinguishes them.
  for (const Operation operation : {Operation::set_user, Operation::update_user}) {
    entries.push_back(
        {{"end-blanks-ignored:" + in_name(operation),
          std::string{name_of(operation)} + " takes a text for unchanged that differs in blanks at its end alone.",
          "One value comes back in one form.", "must", 6, std::string{name_of(operation)}},
         [operation](Behaviour& behaviour) {
           on_write(behaviour, operation, [](const Call&, const UserRecord& before, UserRecord& next) {
             for (const std::string& path : all_paths())
               take_for_unchanged(before, next, path, without_blanks_at_the_end);
           });
         }});
  }
}

void add_lenient_equality(FaultEntries& entries) {
  for (const Operation operation : {Operation::set_user, Operation::update_user}) {
    for (const LenientEquality& equality :
         {LenientEquality{"letter-case-ignored", "the letter case", in_small_letters},
          LenientEquality{"leading-zeros-ignored", "zeros before a number", without_leading_zeros},
          LenientEquality{"composition-ignored", "the composition of its letters", in_composed_letters},
          LenientEquality{"accents-ignored", "accents and widths", without_marks},
          LenientEquality{"blanks-inside-ignored", "blanks", without_blanks_inside},
          LenientEquality{"punctuation-ignored", "blanks and punctuation", without_punctuation},
          LenientEquality{"invisible-ignored", "characters without width", without_invisible_characters},
          LenientEquality{"numbers-compared", "the spelling of a number", as_its_number},
          LenientEquality{"umlauts-ignored", "the spelling of umlauts", with_umlauts_spelled_out},
          LenientEquality{"order-ignored", "the order of its letters", with_letters_sorted},
          LenientEquality{"beginnings-compared", "what follows the 30th byte", the_first_thirty}}) {
      add_write(
          entries, std::string{equality.name} + ":" + in_name(operation),
          std::string{name_of(operation)} + " takes a text for unchanged that differs in " + equality.what + " alone.",
          "Provided values are set exactly.", "must", operation,
          [fold = equality.fold](const Call&, const UserRecord& before, UserRecord& next) {
            for (const std::string& path : all_paths()) take_for_unchanged(before, next, path, fold);
          });
    }
  }
}

void add_by_attribute(FaultEntries& entries) {
  const std::string clears = "setUser sets all attributes; those left out are cleared.";
  const std::string leaves = "updateUser leaves omitted attributes untouched.";
  for (const std::string& path : all_paths()) {
    const bool member = path.find('/') != std::string::npos;
    add_write(entries, "put-keeps:" + in_name(path), "setUser keeps " + path + " when it is left out.", clears, "must",
              Operation::set_user, [=](const Call& call, const UserRecord& before, UserRecord& next) {
                // A member is kept where the address itself is given: without one there is no address to keep it in.
                if (member && at_path(call.change, "address") == nullptr) return;
                if (at_path(call.change, path) == nullptr) keep(before, next, path);
              });
    add_write(entries, "patch-wipes:" + in_name(path), "updateUser clears " + path + " when it is left out.", leaves,
              "must", Operation::update_user, [=](const Call& call, const UserRecord&, UserRecord& next) {
                if (member && at_path(call.change, "address") != nullptr) return;
                if (at_path(call.change, path) == nullptr) remove_path(next.attributes, path);
              });
  }
  for (const std::string_view name : writable_attributes) {
    const std::string path{name};
    add_write(entries, "put-ignores:" + in_name(path), "setUser leaves " + path + " unchanged when it is given.",
              "setUser sets the provided attributes.", "must", Operation::set_user,
              [=](const Call& call, const UserRecord& before, UserRecord& next) {
                if (at_path(call.change, path) != nullptr) keep(before, next, path);
              });
    add_write(entries, "patch-ignores:" + in_name(path), "updateUser leaves " + path + " unchanged when it is given.",
              "updateUser sets the provided attributes.", "must", Operation::update_user,
              [=](const Call& call, const UserRecord& before, UserRecord& next) {
                if (at_path(call.change, path) != nullptr) keep(before, next, path);
              });
    entries.push_back({{"answer-drops:" + in_name(path),
                        "The responses of setUser and updateUser omit " + path + ", which is stored.",
                        "The response is the new state of the record.", "must", 5, ""},
                       [path](Behaviour& behaviour) {
                         behaviour.on_response.emplace_back([path](const Call& call, Response& response) {
                           if (call.is(Operation::get_user)) return;
                           if (Object* attributes = attributes_of(call, response)) remove_path(*attributes, path);
                         });
                       }});
    entries.push_back({{"read-drops:" + in_name(path), "The responses of getUser omit " + path + ", which is stored.",
                        "A later read agrees with the response.", "must", 4, "getUser"},
                       [path](Behaviour& behaviour) {
                         on_served(behaviour, Operation::get_user, [path](const Call& call, Response& response) {
                           if (Object* attributes = attributes_of(call, response)) remove_path(*attributes, path);
                         });
                       }});
  }
}

void add_whole(FaultEntries& entries) {
  add_write(entries, "put-merges", "setUser merges: attributes that are left out stay.",
            "setUser sets all attributes; those left out are cleared.", "must", Operation::set_user,
            [](const Call& call, const UserRecord& before, UserRecord& next) {
              next.attributes = merged(before.attributes, call.change);
            });
  add_write(entries, "put-merges-address", "setUser merges a given address into the old one.",
            "setUser sets all attributes; address members that are left out are cleared.", "must", Operation::set_user,
            [](const Call& call, const UserRecord& before, UserRecord& next) {
              const Value* given = find(call.change, "address");
              const Value* old = find(before.attributes, "address");
              if (given == nullptr || given->object() == nullptr || old == nullptr) return;
              const Object both = merged({{"address", *old}}, {{"address", *given}});
              set(next.attributes, "address", *find(both, "address"));
            });
  entries.push_back(
      {{"patch-null-answered-alone", "updateUser responds that a null has cleared the value, but keeps it.",
        "A response shows the new state of the record.", "must", 5, "updateUser"},
       [](Behaviour& behaviour) {
         on_write(behaviour, Operation::update_user, [](const Call& call, const UserRecord& before, UserRecord& next) {
           for (const Member& member : call.change) {
             if (member.value.is_null()) keep(before, next, member.name);
           }
         });
         on_served(behaviour, Operation::update_user, [](const Call& call, Response& response) {
           Object* attributes = attributes_of(call, response);
           for (const Member& member : call.change) {
             if (attributes != nullptr && member.value.is_null()) remove(*attributes, member.name);
           }
         });
       }});
  add_write(entries, "put-keeps-null", "setUser keeps attributes that are given as null.",
            "setUser clears what is not provided.", "must", Operation::set_user,
            [](const Call& call, const UserRecord& before, UserRecord& next) {
              for (const Member& member : call.change) {
                if (member.value.is_null()) keep(before, next, member.name);
              }
            });
  add_write(entries, "patch-replaces", "updateUser replaces: attributes that are left out are cleared.",
            "updateUser leaves omitted attributes untouched.", "must", Operation::update_user,
            [](const Call& call, const UserRecord&, UserRecord& next) { next.attributes = replaced(call.change); });
  add_write(entries, "patch-keeps-null", "updateUser ignores null and responds with 200.",
            "null clears, or is refused with 422.", "should", Operation::update_user,
            [](const Call& call, const UserRecord& before, UserRecord& next) {
              for (const Member& member : call.change) {
                if (member.value.is_null()) keep(before, next, member.name);
              }
            });
  add_write(entries, "patch-empty-wipes", "updateUser with an empty attributes object clears the record.",
            "An empty attributes object changes nothing.", "must", Operation::update_user,
            [](const Call& call, const UserRecord&, UserRecord& next) {
              if (call.change.empty()) next.attributes.clear();
            });
  add_write(entries, "patch-first-only", "updateUser sets only the first of several attributes.",
            "updateUser sets the provided attributes.", "must", Operation::update_user,
            [](const Call& call, const UserRecord& before, UserRecord& next) {
              for (std::size_t i = 1; i < call.change.size(); ++i) keep(before, next, call.change[i].name);
            });
  entries.push_back({{"lost-updates", "updateUser reads, computes and writes without a transaction.",
                      "Concurrent updates of different attributes all survive.", "must", 5, "updateUser"},
                     [](Behaviour& behaviour) { behaviour.lost_updates = true; }});
  entries.push_back(
      {{"conflict-for-good", "A write that another write overtook gets 409, and so does each repetition of it.",
        "A write that a conflict stopped is served when it is repeated alone.", "must", 5, ""},
       [](Behaviour& behaviour) {
         behaviour.conflict_status = 409;
         struct Refused {
           std::mutex mutex;
           std::set<std::string> requests;
         };
         const auto refused = std::make_shared<Refused>();
         const auto key = [](const Call& call) {
           return call.request->method + call.request->target + call.request->body;
         };
         behaviour.interceptors.emplace_back([=](const Call& call) -> std::optional<Response> {
           const std::lock_guard lock{refused->mutex};
           if (!refused->requests.contains(key(call))) return std::nullopt;
           return plain_error(409, "conflict", "Another request is changing the record");
         });
         behaviour.on_response.emplace_back([=](const Call& call, Response&) {
           const std::lock_guard lock{refused->mutex};
           if (call.refused == "conflict") refused->requests.insert(key(call));
         });
       }});
}

void add_by_operation(FaultEntries& entries) {
  for (const Operation operation : {Operation::set_user, Operation::update_user}) {
    const std::string suffix = ":" + in_name(operation);
    const std::string name{name_of(operation)};
    add_response(
        entries, "answers-old-state" + suffix, name + " responds with the record as it was before.",
        "The response is the new state of the record.", operation, [](const Call& call, Response& response) {
          response.document = Value{Object{
              {"data", Object{{"type", "User"}, {"id", call.before->id}, {"attributes", call.before->attributes}}}}};
        });
    add_write(entries, "stores-nothing" + suffix, name + " responds with the new record and stores nothing.",
              "A later read agrees with the response.", "must", operation,
              [](const Call&, const UserRecord& before, UserRecord& next) { next.attributes = before.attributes; });
    // The healthy response is computed again from what was asked for, since nothing of it was stored.
    const auto apply_write = entries.back().apply;
    entries.back().apply = [operation, apply_write](Behaviour& behaviour) {
      apply_write(behaviour);
      on_served(behaviour, operation, [](const Call& call, Response& response) {
        Object* attributes = attributes_of(call, response);
        if (attributes == nullptr) return;
        const Value* created = find(*attributes, "createdAt");
        Object next =
            call.is(Operation::set_user) ? replaced(call.change) : merged(call.before->attributes, call.change);
        if (created != nullptr) next.push_back({"createdAt", *created});
        *attributes = std::move(next);
      });
    };
    add_write(entries, "created-at-changes" + suffix, name + " sets createdAt to now.",
              "id, type and server-managed attributes stay.", "must", operation,
              [](const Call&, const UserRecord& before, UserRecord& next) {
                // One second later each time, so that every write shows.
                const int second = before.created_at.size() > 18 ? std::stoi(before.created_at.substr(17, 2)) + 1 : 0;
                const std::string text = std::to_string(100 + second % 60).substr(1);
                next.created_at = "2026-01-01T00:00:" + text + "Z";
              });
    add_write(entries, "created-at-settable" + suffix, name + " sets createdAt as the request has it.",
              "id, type and server-managed attributes stay.", "must", operation,
              [](const Call& call, const UserRecord&, UserRecord& next) {
                const Value* data = call.document ? find(*call.document, "data") : nullptr;
                const Value* attributes = data == nullptr ? nullptr : find(*data, "attributes");
                const Value* created = attributes == nullptr ? nullptr : find(*attributes, "createdAt");
                if (created != nullptr && created->string() != nullptr) next.created_at = *created->string();
              });
    add_write(entries, "not-repeatable" + suffix, name + " clears an attribute when it is sent a second time.",
              "Repeating the request changes nothing more.", "must", operation,
              [](const Call& call, const UserRecord& before, UserRecord& next) {
                if (before.attributes == next.attributes && !call.change.empty()) {
                  remove(next.attributes, call.change.back().name);
                }
              });
  }
  add_response(entries, "answers-change-only", "updateUser responds with only the attributes that were given.",
               "updateUser responds with the complete new record.", Operation::update_user,
               [](const Call& call, Response& response) {
                 Object* attributes = attributes_of(call, response);
                 if (attributes == nullptr) return;
                 std::erase_if(*attributes,
                               [&](const Member& member) { return find(call.change, member.name) == nullptr; });
               });
}

void add_stale_read(FaultEntries& entries) {
  struct Past {
    std::mutex mutex;
    std::map<std::string, UserRecord> before;  // by user id
  };
  entries.push_back({{"stale-read", "getUser responds with the record as it was before the last write.",
                      "A later read agrees with the response.", "must", 4, "getUser"},
                     [](Behaviour& behaviour) {
                       auto past = std::make_shared<Past>();
                       behaviour.writers.emplace_back([past](const Call&, const UserRecord& before, UserRecord&) {
                         const std::lock_guard lock{past->mutex};
                         past->before.insert_or_assign(before.id, before);
                       });
                       on_served(behaviour, Operation::get_user, [past](const Call& call, Response& response) {
                         Object* attributes = attributes_of(call, response);
                         const std::lock_guard lock{past->mutex};
                         const auto found = past->before.find(call.after->id);
                         if (attributes == nullptr || found == past->before.end()) return;
                         Object old = found->second.attributes;
                         if (const Value* created = find(*attributes, "createdAt"))
                           old.push_back({"createdAt", *created});
                         *attributes = std::move(old);
                       });
                     }});
}

}  // namespace

void add_state_faults(FaultEntries& entries) {
  add_whole(entries);
  add_by_operation(entries);
  add_stale_read(entries);
  add_by_attribute(entries);
  add_lenient_equality(entries);
  add_lenient_forms(entries);
}

}  // namespace conform::reference
