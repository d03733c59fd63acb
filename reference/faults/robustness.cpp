#include <algorithm>
#include <utility>

#include "reference/faults/fault_entry.hpp"

// Area 14: hostile requests that get no proper response.

namespace conform::reference {

namespace {

using BodyTest = std::function<bool(const std::string& body)>;

bool is_unreadable_as(const std::string& body, JsonError::Kind kind) {
  const std::variant<Value, JsonError> parsed = parse_json(body);
  const JsonError* error = std::get_if<JsonError>(&parsed);
  return error != nullptr && error->kind == kind;
}

bool is_deep(const std::string& body) { return is_unreadable_as(body, JsonError::Kind::too_deep); }
bool has_duplicates(const std::string& body) { return is_unreadable_as(body, JsonError::Kind::duplicate_member); }

bool has_invalid_utf8(const std::string& body) {
  std::size_t expected = 0;  // continuation bytes
  for (const char c : body) {
    const auto byte = static_cast<unsigned char>(c);
    const bool continues = (byte & 0xC0U) == 0x80U;
    if (continues != (expected > 0) || byte == 0xC0U || byte == 0xC1U || byte >= 0xF5U) return true;
    if (continues) {
      --expected;
    } else {
      expected = byte >= 0xF0U ? 3 : byte >= 0xE0U ? 2 : byte >= 0xC0U ? 1 : 0;
    }
  }
  return expected > 0;
}

bool has_lone_surrogates(const std::string& body) { return with_surrogates_replaced(body) != body; }

bool has_control_characters(const std::string& body) {
  return body.find("\\u00") != std::string::npos || std::any_of(body.begin(), body.end(), [](char c) {
           return static_cast<unsigned char>(c) < 0x20U && c != '\t' && c != '\r' && c != '\n';
         });
}

void crash_on_body(FaultEntries& entries, const std::string& name, const std::string& what, const BodyTest& test) {
  entries.push_back(
      {{name + "-crash", what + " gets 500.", "Hostile requests get a 4xx or a proper success.", "should", 14, ""},
       [=](Behaviour& behaviour) {
         behaviour.on_response.emplace_back([=](const Call& call, Response& response) {
           if (!call.route.operation || !writes(*call.route.operation) || call.refused_status == 401) return;
           if (test(call.request->body)) response = plain_error(500, "1000", "generic error");
         });
       }});
  entries.push_back({{name + "-dropped", what + " gets no response: the connection is closed.",
                      "Hostile requests get a 4xx or a proper success.", "should", 14, ""},
                     [=](Behaviour& behaviour) {
                       behaviour.on_response_bytes.emplace_back(
                           [=](const Call& call, HttpResponse&, Transmission& transmission) {
                             if (call.route.operation && writes(*call.route.operation) && test(call.request->body)) {
                               transmission.defect = Transmission::Defect::closed;
                             }
                           });
                     }});
}

}  // namespace

void add_robustness_faults(FaultEntries& entries) {
  crash_on_body(entries, "deep-nesting", "A deeply nested body", is_deep);
  crash_on_body(entries, "duplicate-members", "A body with duplicate members", has_duplicates);
  crash_on_body(entries, "invalid-utf8", "A body that is not UTF-8", has_invalid_utf8);
  crash_on_body(entries, "lone-surrogates", "A body with the escape of a lone surrogate", has_lone_surrogates);
  crash_on_body(entries, "control-characters", "A body with control characters", has_control_characters);
  entries.push_back({{"large-body-dropped", "A very large body gets no response: the connection is closed.",
                      "Hostile requests get a 4xx or a proper success.", "should", 14, ""},
                     [](Behaviour& behaviour) {
                       behaviour.on_response_bytes.emplace_back(
                           [](const Call& call, HttpResponse&, Transmission& transmission) {
                             if (call.refused_status == 413) transmission.defect = Transmission::Defect::closed;
                           });
                     }});
  entries.push_back({{"bad-json-crash", "A body that is not JSON gets 500.", "A body that is not JSON: 4xx, never 5xx.",
                      "must", 12, ""},
                     [](Behaviour& behaviour) {
                       behaviour.on_response.emplace_back([](const Call& call, Response& response) {
                         if (call.refused == "not-json") restate(response, 500);
                       });
                     }});
}

}  // namespace conform::reference
