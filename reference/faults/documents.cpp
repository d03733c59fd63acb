#include <array>
#include <utility>

#include "reference/faults/fault_entry.hpp"

// Areas 1 and 2: documented responses, and the User document.

namespace conform::reference {

namespace {

using Change = std::function<void(const Call&, Response&)>;

// Changes the `data` object of served User documents.
Change in_data(std::function<void(Object&)> change) {
  return [change = std::move(change)](const Call& call, Response& response) {
    if (Object* data = data_of(call, response)) change(*data);
  };
}

struct Family {
  std::string name;
  std::string description;
  std::string requirement;
  int area;
  Change change;
};

std::vector<Family> families() {
  return {
      {"status-201", "responds with 201 instead of 200.", "The status is a documented one.", 1,
       [](const Call&, Response& response) { response.status = 201; }},
      {"status-202", "responds with 202 instead of 200.", "The status is a documented one.", 1,
       [](const Call&, Response& response) { response.status = 202; }},
      {"status-204", "responds with 204 without a body instead of 200.", "The status is a documented one.", 1,
       [](const Call&, Response& response) {
         response.status = 204;
         without_body(response);
       }},
      {"errors-with-200", "responds with 200 and an error document.", "The body is valid for its status.", 1,
       [](const Call&, Response& response) { response.document = plain_error(200, "1000", "generic error").document; }},
      {"empty-body", "responds with 200 without a body.", "The body is valid for its status.", 1,
       [](const Call&, Response& response) { response.document.reset(); }},
      {"media-type-json", "responds in application/json.", "The media type is the documented one.", 1,
       [](const Call&, Response& response) { response.media_type = "application/json"; }},
      {"media-type-html", "responds in text/html.", "The media type is the documented one.", 1,
       [](const Call&, Response& response) { response.media_type = "text/html; charset=utf-8"; }},
      {"media-type-missing", "responds without a Content-Type.", "The media type is the documented one.", 1,
       [](const Call&, Response& response) { response.media_type.clear(); }},
      {"data-missing", "responds with a document without data.", "data is an object.", 2,
       [](const Call&, Response& response) {
         response.document = Value{Object{{"meta", Object{}}}};
       }},
      {"data-array", "responds with an array of users.", "data is one object.", 2,
       [](const Call&, Response& response) {
         Value data = *find(*response.document, "data");
         response.document = Value{Object{{"data", Array{std::move(data)}}}};
       }},
      {"data-and-errors", "responds with data and errors together.", "data and errors are never together.", 2,
       [](const Call&, Response& response) {
         set(*response.document->object(), "errors", Array{Object{{"title", "generic error"}}});
       }},
      {"id-missing", "leaves the id out.", "id is a UUID equal to the path's.", 2,
       in_data([](Object& data) { remove(data, "id"); })},
      {"id-not-uuid", "responds with a number as id.", "id is a UUID equal to the path's.", 2,
       in_data([](Object& data) { set(data, "id", "4711"); })},
      {"id-of-another", "responds with another user's id.", "id is a UUID equal to the path's.", 2,
       in_data([](Object& data) { set(data, "id", "00000000-0000-4000-8000-000000000000"); })},
      {"type-missing", "leaves the type out.", "type is User.", 2, in_data([](Object& data) { remove(data, "type"); })},
      {"type-wrong", "responds with the type \"user\".", "type is User.", 2,
       in_data([](Object& data) { set(data, "type", "user"); })},
      {"attributes-array", "responds with the attributes as an array.", "attributes is an object.", 2,
       in_data([](Object& data) { set(data, "attributes", Array{}); })},
  };
}

void add_user_responses(FaultEntries& entries) {
  for (const Family& family : families()) {
    for (const Operation operation : user_operations) {
      entries.push_back(
          {{family.name + ":" + in_name(operation), std::string{name_of(operation)} + " " + family.description,
            family.requirement, "must", family.area, std::string{name_of(operation)}},
           [operation, change = family.change](Behaviour& behaviour) { on_served(behaviour, operation, change); }});
    }
  }
}

// The attribute has `value` wherever a User document has it.
FaultEntry shows(const std::string& kind, std::string_view attribute, Value value, const std::string& description,
                 const std::string& requirement) {
  return {{kind + ":" + in_name(attribute), description, requirement, "must", 2, ""},
          [attribute = std::string{attribute}, value = std::move(value)](Behaviour& behaviour) {
            behaviour.on_response.emplace_back([=](const Call& call, Response& response) {
              Object* attributes = attributes_of(call, response);
              if (attributes != nullptr && at_path(*attributes, attribute) != nullptr) {
                set_path(*attributes, attribute, value);
              }
            });
          }};
}

void add_attribute_responses(FaultEntries& entries) {
  const std::string typed = "Every attribute has its documented type.";
  for (const std::string_view name : writable_attributes) {
    Value value = name == "address" ? Value{"Haid-und-Neu-Straße 18"} : Value{7};
    entries.push_back(shows("wrong-type", name, std::move(value),
                            "Responses show " + std::string{name} + " in a JSON type that it cannot have.", typed));
  }
  entries.push_back(shows("without-release", "zoneInfo", Value{"Europe/Atlantis"},
                          "Responses show a zone that no release of the tz database has.",
                          "zoneInfo is a zone of the tz database."));
  entries.push_back(shows("wrong-type", "createdAt", Value{Number{"1630537976"}},
                          "Responses show createdAt as seconds since 1970.", typed));
  for (const std::string_view name : address_members) {
    const std::string path = "address/" + std::string{name};
    entries.push_back(shows("wrong-type", path, Value{Array{}},
                            "Responses show the address's " + std::string{name} + " as an array.", typed));
  }
  entries.push_back(shows("wrong-format", "email", "john at example", "Responses show an email that is not one.",
                          "email has the format email."));
  entries.push_back(shows("wrong-format", "gender", "unknown", "Responses show a gender that is not in the list.",
                          "gender is male, female or other."));
  entries.push_back(shows("wrong-format", "birthDate", "21.07.1997", "Responses show birthDate in a German form.",
                          "birthDate is a date, a year or a date-time."));
  entries.push_back(shows("wrong-format", "createdAt", "2021-09-01 23:12:56",
                          "Responses show createdAt without T and offset.", "createdAt has the format date-time."));
}

void add_attributes_responses(FaultEntries& entries) {
  const auto add = [&](Operation operation, const std::string& name, const std::string& description,
                       const std::string& requirement, Change change) {
    entries.push_back(
        {{name, description, requirement, "must", 1, std::string{name_of(operation)}},
         [operation, change = std::move(change)](Behaviour& behaviour) { on_served(behaviour, operation, change); }});
  };
  const std::string body_less = "setUserAttributes responds with 204 without a body.";
  add(Operation::set_user_attributes, "attributes-answer-200",
      "setUserAttributes responds with 200 and the attributes.", body_less, [](const Call& call, Response& response) {
        response.status = 200;
        response.media_type = "application/json";
        response.document = Value{call.after->custom_attributes};
      });
  add(Operation::set_user_attributes, "attributes-answer-200-empty",
      "setUserAttributes responds with 200 without a body.", body_less,
      [](const Call&, Response& response) { response.status = 200; });
  add(Operation::set_user_attributes, "attributes-answer-201", "setUserAttributes responds with 201.", body_less,
      [](const Call&, Response& response) { response.status = 201; });
  const std::string object = "getUserAttributes responds with an object in application/json.";
  add(Operation::get_user_attributes, "attributes-as-text", "getUserAttributes responds in text/plain.", object,
      [](const Call&, Response& response) { response.media_type = "text/plain"; });
  add(Operation::get_user_attributes, "attributes-as-array", "getUserAttributes responds with an array of pairs.",
      object, [](const Call& call, Response& response) {
        Array pairs;
        for (const Member& member : call.after->custom_attributes) {
          pairs.emplace_back(Object{{"key", member.name}, {"value", member.value}});
        }
        response.document = Value{std::move(pairs)};
      });
}

}  // namespace

void add_document_faults(FaultEntries& entries) {
  add_user_responses(entries);
  add_attribute_responses(entries);
  add_attributes_responses(entries);
}

}  // namespace conform::reference
