#include "reference/negotiation.hpp"

#include <array>
#include <utility>

#include "reference/faults/fault_entry.hpp"

// Areas 10 and 11: Accept and Content-Type.

namespace conform::reference {

namespace {

using FieldTest = std::function<bool(const std::string&)>;

// Requests whose field passes the test are not refused for that reason.
void add_lenient(FaultEntries& entries, FaultInfo about, const char* field, const char* reason, const FieldTest& test) {
  entries.push_back({std::move(about), [=](Behaviour& behaviour) {
                       behaviour.on_refusal.emplace_back([=](const Call& call, const Refusal& refusal) {
                         return refusal.reason == reason && on_users(*call.route.operation) &&
                                test(lower(field_value(call.request->fields, field).value_or("")));
                       });
                     }});
}

// Requests whose field passes the test are refused though they should not be.
void add_strict(FaultEntries& entries, FaultInfo about, const char* field, int status, const FieldTest& test) {
  entries.push_back({std::move(about), [=](Behaviour& behaviour) {
                       behaviour.interceptors.emplace_back([=](const Call& call) -> std::optional<Response> {
                         const std::optional<std::string> value = field_value(call.request->fields, field);
                         if (!call.route.operation || !value || !test(*value)) return std::nullopt;
                         if (!call.is(Operation::set_user) && !call.is(Operation::update_user)) return std::nullopt;
                         return plain_error(status, "invalid-header", std::string{"Invalid "} + field + " header");
                       });
                     }});
}

FieldTest contains(std::string part) {
  return [part = std::move(part)](const std::string& text) { return text.find(part) != std::string::npos; };
}

void add_accept(FaultEntries& entries) {
  const std::string refused = "An Accept that cannot be satisfied gets 406.";
  entries.push_back({{"accept-ignored", "Requests are served whatever Accept asks for.", refused, "must", 10, ""},
                     [](Behaviour& behaviour) {
                       for (const Operation operation : body_operations)
                         ignore_refusals(behaviour, operation, {"accept"});
                     }});
  for (const Operation operation : body_operations) {
    entries.push_back(
        {{"accept-ignored:" + in_name(operation), std::string{name_of(operation)} + " serves whatever Accept asks for.",
          refused, "must", 10, std::string{name_of(operation)}},
         [operation](Behaviour& behaviour) { ignore_refusals(behaviour, operation, {"accept"}); }});
  }
  add_lenient(entries, {"accept-serves:text-html", "text/html is served.", refused, "must", 10, ""}, "Accept", "accept",
              contains("text/html"));
  add_lenient(entries, {"accept-serves:application-xml", "application/xml is served.", refused, "must", 10, ""},
              "Accept", "accept", contains("application/xml"));
  add_lenient(entries,
              {"accept-q-zero-served", "application/vnd.api+json;q=0 is served.", "q=0 excludes.", "should", 10, ""},
              "Accept", "accept", contains("q=0"));
  add_lenient(entries,
              {"accept-parameters-served", "Parameterised instances of the media type are served.",
               "An Accept with only parameterised instances gets 406.", "should", 10, ""},
              "Accept", "accept", [](const std::string& value) {
                return value.find("application/vnd.api+json;") != std::string::npos &&
                       value.find("q=") == std::string::npos;
              });
  for (const char* beside : {"*/*", "application/*"}) {
    const std::string name = beside == std::string{"*/*"} ? "any" : "any-application";
    add_lenient(entries,
                {"accept-parameters-served-beside:" + name,
                 std::string{"Parameterised instances of the media type next to "} + beside + " are served.",
                 "An Accept with only parameterised instances gets 406.", "should", 10, ""},
                "Accept", "accept", [beside](const std::string& value) {
                  return value.find("application/vnd.api+json;") != std::string::npos &&
                         value.find(beside) != std::string::npos && value.find("json;q=0") == std::string::npos;
                });
  }
  add_strict(entries,
             {"accept-exact-refused", "Exactly application/vnd.api+json gets 406.",
              "Exactly application/vnd.api+json is served.", "must", 10, ""},
             "Accept", 406, [](const std::string& value) { return value == json_api_type; });
  add_strict(entries,
             {"accept-list-refused", "A list that contains the media type gets 406.",
              "A list that contains the media type is served.", "should", 10, ""},
             "Accept", 406, contains(","));
  add_strict(entries,
             {"accept-case-matters", "The media type in other letters gets 406.", "Letter case does not matter.",
              "should", 10, ""},
             "Accept", 406, [](const std::string& value) { return value != lower(value); });
}

void add_content_type(FaultEntries& entries) {
  const std::string refused = "Another Content-Type gets 415.";
  for (const Operation operation : body_operations) {
    entries.push_back({{"content-type-ignored:" + in_name(operation),
                        std::string{name_of(operation)} + " takes bodies of any Content-Type.", refused, "must", 11,
                        std::string{name_of(operation)}},
                       [operation](Behaviour& behaviour) { ignore_refusals(behaviour, operation, {"content-type"}); }});
  }
  for (const char* type :
       {"text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data"}) {
    add_lenient(
        entries,
        {"content-type-taken:" + in_name(type), std::string{type} + " is taken for JSON.", refused, "must", 11, ""},
        "Content-Type", "content-type", contains(type));
  }
  add_lenient(entries,
              {"content-type-taken:application-json", "application/json is taken.", "application/json gets 415.",
               "should", 11, ""},
              "Content-Type", "content-type", contains("application/json"));
  add_lenient(entries,
              {"content-type-taken:parameters", "The media type with parameters is taken.",
               "A parameterised media type gets 415.", "should", 11, ""},
              "Content-Type", "content-type", contains("application/vnd.api+json;"));
  add_strict(entries,
             {"content-type-exact-refused", "Exactly application/vnd.api+json gets 415.",
              "Exactly application/vnd.api+json is taken.", "must", 11, ""},
             "Content-Type", 415, [](const std::string& value) { return value == json_api_type; });
  add_strict(entries,
             {"content-type-case-matters", "The media type in other letters gets 415.", "Letter case does not matter.",
              "should", 11, ""},
             "Content-Type", 415,
             [](const std::string& value) { return value != lower(value) && lower(value) == json_api_type; });
  for (const auto& [name, part] :
       {std::pair{"quoted-charset", "charset=\""}, {"boundary", "boundary="}, {"q", ";q="}}) {
    add_strict(entries,
               {std::string{"content-type-500:"} + name, std::string{"A Content-Type with "} + part + " gets 500.",
                "A media type that is not taken gets 415.", "must", 11, ""},
               "Content-Type", 500, contains(part));
  }
  entries.push_back({{"attributes-charset-500", "setUserAttributes responds with 500 to a charset other than UTF-8.",
                      "setUserAttributes responds with a documented status.", "must", 1, "setUserAttributes"},
                     [](Behaviour& behaviour) {
                       behaviour.interceptors.emplace_back([](const Call& call) -> std::optional<Response> {
                         const std::string type = lower(field_value(call.request->fields, "Content-Type").value_or(""));
                         const bool odd = type.find("charset=iso") != std::string::npos ||
                                          type.find("charset=utf-16") != std::string::npos;
                         if (!call.is(Operation::set_user_attributes) || !odd) return std::nullopt;
                         return plain_error(500, "internal", "Internal server error");
                       });
                     }});
  add_strict(entries,
             {"content-type-charset-500", "A charset that is not UTF-8 gets 500.",
              "A media type that is not taken gets 415.", "must", 11, ""},
             "Content-Type", 500, [](const std::string& value) {
               const std::string type = lower(value);
               return type.find("charset=") != std::string::npos && type.find("charset=utf-8") == std::string::npos;
             });
}

}  // namespace

void add_negotiation_faults(FaultEntries& entries) {
  add_accept(entries);
  add_content_type(entries);
}

}  // namespace conform::reference
