#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "reference/faults/fault_entry.hpp"
#include "reference/formats.hpp"

// Servers that take less than others, or the same in another form, and say so: refused values leave no trace.

namespace conform::reference {

namespace {

using Apply = std::function<void(Behaviour&)>;

void add_choosy(FaultEntries& entries, const char* name, const char* description, const char* reading, int area,
                Apply apply, const char* level = "observe") {
  entries.push_back({{name, description, reading, level, area, ""}, std::move(apply)});
}

using IsRefused = bool (*)(std::string_view path, const std::string& text);

/// Refuses texts in attributes and address members with 422.
Apply refusing(IsRefused is_refused) {
  return [=](Behaviour& behaviour) {
    behaviour.validators.emplace_back([=](const Call& call, const Value& document, std::vector<Violation>& violations) {
      const Object* attributes = on_users(*call.route.operation) ? attributes_in(document) : nullptr;
      if (attributes == nullptr) return;
      const auto look = [&](const std::string& path, const Value& value) {
        if (value.string() == nullptr || !is_refused(path, *value.string())) return;
        violations.push_back({"extra:choosy", "/data/attributes/" + path, "The value is not taken.", ""});
      };
      for (const Member& member : *attributes) {
        look(member.name, member.value);
        if (const Object* parts = member.value.object()) {
          for (const Member& part : *parts) look(member.name + "/" + part.name, part.value);
        }
      }
    });
  };
}

bool is_a_name(std::string_view path) { return path == "firstName" || path == "lastName"; }

bool is_a_code(std::string_view path) {
  return path == "address/country" || path == "address/region" || path == "address/postalCode" ||
         path == "address/houseNo";
}

bool is_blank_alone(const std::string& text) {
  return !text.empty() && text.find_first_not_of(" \t\r\n") == std::string::npos;
}

bool of_codes(const std::string& text) {
  constexpr std::size_t longest = 12;
  return text.size() <= longest && std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == ' ' || c == '-' ||
                  c == '/';
         });
}

void change_texts(Behaviour& behaviour, std::string_view name, std::string (*change)(const std::string&)) {
  behaviour.writers.emplace_back([=](const Call&, const UserRecord&, UserRecord& next) {
    Value* value = find(next.attributes, name);
    if (value != nullptr && value->string() != nullptr) *value = Value{change(*value->string())};
  });
}

void add_values_refused(FaultEntries& entries) {
  const char* kept_or_refused = "What is accepted comes back exactly; the rest is refused.";
  add_choosy(entries, "digits-in-names-refused", "Names with digits, markup or control characters get 422.",
             kept_or_refused, 6, refusing([](std::string_view path, const std::string& text) {
               return is_a_name(path) && std::ranges::any_of(text, [](char c) {
                        const auto byte = static_cast<unsigned char>(c);
                        return (c >= '0' && c <= '9') || byte < 0x20U ||
                               std::string_view{"<>&%$\\;=/{}[]\""}.find(c) != std::string_view::npos;
                      });
             }));
  add_choosy(entries, "codes-checked", "Countries, regions, postal codes and house numbers that are none get 422.",
             kept_or_refused, 6, refusing([](std::string_view path, const std::string& text) {
               return is_a_code(path) && !of_codes(text);
             }));
  add_choosy(entries, "blank-texts-refused", "Blank strings get 422.", kept_or_refused, 6,
             refusing([](std::string_view, const std::string& text) { return is_blank_alone(text); }));
  add_choosy(entries, "no-value-texts-refused", "The texts null, undefined and None get 422.", kept_or_refused, 6,
             refusing([](std::string_view, const std::string& text) {
               const std::string small = lower(text);
               return small == "null" || small == "undefined" || small == "none";
             }));
  add_choosy(entries, "basic-plane-only", "Texts with characters beyond the basic plane get 422.", kept_or_refused, 6,
             refusing([](std::string_view, const std::string& text) {
               return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0xF0U; });
             }));
  add_choosy(entries, "birth-date-times-refused", "A birthDate that is a date-time gets 422.", "A birthDate is a date.",
             6, refusing([](std::string_view path, const std::string& text) {
               return path == "birthDate" && is_date_time(text);
             }));
  add_choosy(entries, "reserved-words-in-addresses-refused", "Markup, quotes and backslashes in an address get 422.",
             kept_or_refused, 6, refusing([](std::string_view path, const std::string& text) {
               return path.starts_with("address/") && text.find_first_of("<>\"\\'`{}") != std::string::npos;
             }));
}

void add_kept_forms(FaultEntries& entries) {
  add_choosy(entries, "birth-date-as-midnight",
             "A birthDate that is a date-time is kept as midnight of its day as written.",
             "A birthDate is a calendar day.", 6, [](Behaviour& behaviour) {
               change_texts(behaviour, "birthDate", [](const std::string& text) {
                 return is_date_time(text) ? text.substr(0, 10) + "T00:00:00.000Z" : text;
               });
             });
  add_choosy(
      entries, "errors-without-code", "Error objects have no code, but for a missing linked identity.",
      "An error object needs no code.", 3,
      [](Behaviour& behaviour) {
        behaviour.on_response.emplace_back([](const Call& call, Response& response) {
          Array* errors = call.refused == "unlinked" ? nullptr : errors_of(response);
          if (errors == nullptr) return;
          for (Value& error : *errors) remove(*error.object(), "code");
        });
      },
      "should");
  add_choosy(entries, "custom-null-removes", "A null for a key of /attributes takes the key away.",
             "A key with null and no key are hard to distinguish.", 7, [](Behaviour& behaviour) {
               on_write(behaviour, Operation::set_user_attributes,
                        [](const Call& call, const UserRecord&, UserRecord& next) {
                          for (const Member& member : call.change) {
                            if (member.value.is_null()) remove(next.custom_attributes, member.name);
                          }
                        });
             });
  add_choosy(entries, "administrators-have-no-record", "An administrator has no record of its own: it gets 404.",
             "An administrator need not be a user.", 8, [](Behaviour& behaviour) {
               on_served(behaviour, Operation::get_user, [](const Call& call, Response& response) {
                 const bool is_own =
                     call.identity && call.identity->admin && call.identity->user_id == lower(call.route.user_id);
                 if (is_own) response = plain_error(404, "user-not-found", "There is no such user");
               });
             });
}

}  // namespace

void add_choosy_variants(FaultEntries& entries) {
  add_values_refused(entries);
  add_kept_forms(entries);
}

}  // namespace conform::reference
