#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <utility>

#include "reference/faults/fault_entry.hpp"

// What standards recommend for responses (should level), and members of documents that are rarely looked at.

namespace conform::reference {

namespace {

using Change = std::function<void(const Call&, Response&)>;

void add_recommendation(FaultEntries& entries, const std::string& name, const std::string& description,
                        const std::string& requirement, const char* level, int area, const Change& change) {
  entries.push_back({{name, description, requirement, level, area, ""},
                     [change](Behaviour& behaviour) { behaviour.on_response.emplace_back(change); }});
}

Change showing(const std::string& attribute, const std::string& value) {
  return [=](const Call& call, Response& response) {
    Object* attributes = attributes_of(call, response);
    if (attributes != nullptr && find(*attributes, attribute) != nullptr) set(*attributes, attribute, value);
  };
}

Change in_documents(bool of_errors, std::function<void(Object&)> change) {
  return [of_errors, change = std::move(change)](const Call& call, Response& response) {
    const bool fits = of_errors ? errors_of(response) != nullptr : data_of(call, response) != nullptr;
    if (fits) change(*response.document->object());
  };
}

Change in_sources(std::function<void(Object&)> change) {
  return [change = std::move(change)](const Call&, Response& response) {
    Array* errors = errors_of(response);
    if (errors == nullptr) return;
    for (Value& error : *errors) {
      Value* source = find(error, "source");
      if (source != nullptr && source->object() != nullptr) change(*source->object());
    }
  };
}

void add_document_recommendations(FaultEntries& entries) {
  add_recommendation(entries, "media-type-charset", "User documents come with the parameter charset.",
                     "application/vnd.api+json has no parameters but ext and profile.", "should", 1,
                     [](const Call& call, Response& response) {
                       if (data_of(call, response) != nullptr) response.media_type += "; charset=utf-8";
                     });
  add_recommendation(entries, "shown:phone-number", "Responses show phoneNumber in a national form.",
                     "phoneNumber is an E.164 number.", "should", 2, showing("phoneNumber", "0721 123456"));
  add_recommendation(entries, "shown:picture-url", "Responses show pictureUrl as a path.",
                     "pictureUrl is an absolute URI.", "should", 2, showing("pictureUrl", "/pictures/john.png"));
  add_recommendation(entries, "shown:locale", "Responses show locale with an underscore.",
                     "locale is a BCP 47 language tag.", "should", 2, showing("locale", "de_DE"));
  add_recommendation(entries, "meta-as-text", "User documents have meta as text.",
                     "meta is an object (JSON:API 1.0 section 5.4).", "should", 2,
                     in_documents(false, [](Object& document) { set(document, "meta", "none"); }));
  add_recommendation(entries, "error-meta-beside-as-text", "Error documents have meta as text next to errors.",
                     "meta is an object (JSON:API 1.0 section 5.4).", "should", 3,
                     in_documents(true, [](Object& document) { set(document, "meta", "none"); }));
  add_recommendation(
      entries, "error-of-another-shape", "Error documents are an object with the members error and message.",
      "Every documented error status has an error document.", "must", 3, in_documents(true, [](Object& document) {
        document = Object{{"error", "failed"}, {"message", "generic error"}};
      }));
  add_recommendation(entries, "error-pointer-as-array", "source.pointer is an array of names.",
                     "source.pointer is a string.", "must", 3, in_sources([](Object& source) {
                       set(source, "pointer", Array{"data", "attributes"});
                     }));
  add_recommendation(entries, "error-pointer-of-the-document", "source.pointer is that of the whole document.",
                     "source.pointer names the offending member.", "should", 3,
                     in_sources([](Object& source) { set(source, "pointer", ""); }));
  add_recommendation(entries, "error-pointer-of-data", "source.pointer is /data.",
                     "source.pointer names the offending member.", "should", 3,
                     in_sources([](Object& source) { set(source, "pointer", "/data"); }));
  add_recommendation(entries, "error-parameter-as-number", "Errors have the number of a parameter as source.parameter.",
                     "source.parameter is a string.", "must", 3,
                     in_sources([](Object& source) { set(source, "parameter", Value{3}); }));
}

void add_birth_dates(FaultEntries& entries) {
  entries.push_back(
      {{"birth-date-year-refused", "A birthDate that is a year alone gets 422.",
        "Each published form of a birthDate is accepted.", "should", 2, ""},
       [](Behaviour& behaviour) {
         behaviour.validators.emplace_back(
             [](const Call& call, const Value& document, std::vector<Violation>& violations) {
               if (!call.route.operation || !on_users(*call.route.operation)) return;
               const Value* data = find(document, "data");
               const Value* attributes = data == nullptr ? nullptr : find(*data, "attributes");
               const Value* birth = attributes == nullptr ? nullptr : find(*attributes, "birthDate");
               constexpr std::size_t year_alone = 4;
               if (birth == nullptr || birth->string() == nullptr) return;
               if (birth->string()->size() != year_alone) return;
               violations.push_back({"extra:year", "/data/attributes/birthDate", "A date is day, month and year.", ""});
             });
       }});
}

void add_without_body(FaultEntries& entries) {
  entries.push_back({{"attributes-answer-announces-body", "setUserAttributes responds with 204 and a Content-Length.",
                      "A response with 204 has no body.", "must", 1, "setUserAttributes"},
                     [](Behaviour& behaviour) {
                       behaviour.on_response_bytes.emplace_back(
                           [](const Call& call, HttpResponse& response, Transmission& transmission) {
                             if (response.status != 204 || !call.is(Operation::set_user_attributes)) return;
                             response.fields.push_back({"Content-Length", "2"});
                             transmission.close = true;
                           });
                     }});
}

void add_reads(FaultEntries& entries) {
  struct Worn {
    std::mutex mutex;
    std::set<std::string> users;  // that have been read since their last write
  };
  entries.push_back({{"reads-wear-out", "getUser deletes the locale of a user after showing it.",
                      "A read changes nothing.", "should", 15, "getUser"},
                     [](Behaviour& behaviour) {
                       const auto worn = std::make_shared<Worn>();
                       behaviour.on_response.emplace_back([worn](const Call& call, Response& response) {
                         Object* attributes = attributes_of(call, response);
                         if (attributes == nullptr) return;
                         const std::lock_guard lock{worn->mutex};
                         if (!call.is(Operation::get_user)) {
                           worn->users.erase(call.after->id);
                         } else if (!worn->users.insert(call.after->id).second) {
                           remove(*attributes, "locale");
                         }
                       });
                     }});
}

}  // namespace

void add_recommendation_faults(FaultEntries& entries) {
  add_document_recommendations(entries);
  add_birth_dates(entries);
  add_without_body(entries);
  add_reads(entries);
}

}  // namespace conform::reference
