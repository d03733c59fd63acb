#include <string>
#include <utility>

#include "reference/faults/fault_entry.hpp"

// Areas 5, 14 and 15: what depends on how a request is written. For generated sequences, which write requests in many
// ways.

namespace conform::reference {

namespace {

using Looks = std::function<bool(const HttpRequest& request)>;

/// One fault: updateUser does not set an attribute when the request looks so.
struct Spelled {
  const char* name;
  const char* when;
  const char* attribute;
  Looks looks;
};

void leave_old(const UserRecord& before, UserRecord& next, const std::string& name) {
  if (const Value* old = find(before.attributes, name)) {
    set(next.attributes, name, *old);
  } else {
    remove(next.attributes, name);
  }
}

std::string lower_value(const HttpRequest& request, std::string_view name) {
  return lower(field_value(request.fields, name).value_or(std::string{}));
}

bool body_has(const HttpRequest& request, std::string_view text) {
  return request.body.find(text) != std::string::npos;
}

Looks with_field(std::string name) {
  return [name = std::move(name)](const HttpRequest& request) { return field_value(request.fields, name).has_value(); };
}

bool no_name_has(const HttpRequest& request, bool (*test)(char)) {
  std::size_t letters = 0;
  for (const HttpField& field : request.fields) {
    for (const char c : field.name) letters += test(c) ? 1U : 0U;
  }
  return letters == 0;
}

bool is_capital_letter(char c) { return c >= 'A' && c <= 'Z'; }
bool is_small_letter(char c) { return c >= 'a' && c <= 'z'; }

void add_spelled(FaultEntries& entries, const Spelled& spelled) {
  FaultInfo about{std::string{"written:"} + spelled.name,
                  std::string{"updateUser does not set "} + spelled.attribute + " where " + spelled.when + ".",
                  "A request means the same however it is written.",
                  "must",
                  15,
                  "updateUser"};
  about.by_sequences = true;
  entries.push_back(
      {std::move(about), [attribute = std::string{spelled.attribute}, looks = spelled.looks](Behaviour& behaviour) {
         on_write(behaviour, Operation::update_user, [=](const Call& call, const UserRecord& before, UserRecord& next) {
           if (looks(*call.request)) leave_old(before, next, attribute);
         });
       }});
}

}  // namespace

void add_spelling_faults(FaultEntries& entries) {
  add_spelled(entries, {"type-before-attributes", "type stands before attributes in the document", "locale",
                        [](const HttpRequest& request) {
                          return request.body.find("\"type\"") < request.body.find("\"attributes\"");
                        }});
  add_spelled(entries, {"escaped-solidus", "a solidus is escaped", "pictureUrl",
                        [](const HttpRequest& request) { return body_has(request, "\\/"); }});
  add_spelled(entries, {"escapes", "a text has an escape of a character that needs none", "lastName",
                        [](const HttpRequest& request) { return body_has(request, "\\u00"); }});
  add_spelled(entries, {"line-feeds", "the document has line feeds", "gender",
                        [](const HttpRequest& request) { return body_has(request, "\n"); }});
  add_spelled(entries, {"tabs", "the document has tabs", "birthDate",
                        [](const HttpRequest& request) { return body_has(request, "\t"); }});
  add_spelled(entries, {"meta", "the document has a meta object", "firstName",
                        [](const HttpRequest& request) { return body_has(request, "\"meta\""); }});
  add_spelled(entries, {"jsonapi", "the document has a jsonapi object", "email",
                        [](const HttpRequest& request) { return body_has(request, "\"jsonapi\""); }});
  add_spelled(entries, {"accept-language", "there is an Accept-Language", "locale", with_field("Accept-Language")});
  add_spelled(entries, {"cache-control", "there is a Cache-Control", "zoneInfo", with_field("Cache-Control")});
  add_spelled(entries, {"cookie", "there is a Cookie", "phoneNumber", with_field("Cookie")});
  add_spelled(entries, {"prefer", "there is a Prefer", "gender", with_field("Prefer")});
  add_spelled(entries, {"forwarded", "there is an X-Forwarded-For", "firstName", with_field("X-Forwarded-For")});
  add_spelled(entries, {"expect", "there is an Expect", "lastName", with_field("Expect")});
  add_spelled(entries, {"origin", "there is an Origin", "pictureUrl", with_field("Origin")});
  add_spelled(entries, {"close", "the connection is to be closed", "birthDate",
                        [](const HttpRequest& request) { return lower_value(request, "Connection") == "close"; }});
  add_spelled(entries, {"chunked", "the body is chunked", "zoneInfo", with_field("Transfer-Encoding")});
  add_spelled(entries, {"query", "there is a query", "email",
                        [](const HttpRequest& request) { return request.target.find('?') != std::string::npos; }});
  add_spelled(entries, {"small-fields", "the names of the fields are in small letters", "phoneNumber",
                        [](const HttpRequest& request) { return no_name_has(request, is_capital_letter); }});
  add_spelled(entries, {"capital-fields", "the names of the fields are in capitals", "locale",
                        [](const HttpRequest& request) { return no_name_has(request, is_small_letter); }});
  add_spelled(entries, {"accept-list", "Accept has more than one media type", "gender", [](const HttpRequest& request) {
                          return lower_value(request, "Accept").find(',') != std::string::npos;
                        }});
}

}  // namespace conform::reference
