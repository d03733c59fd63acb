#include <utility>

#include "reference/faults/fault_entry.hpp"
#include "reference/negotiation.hpp"

// Servers that respond to every request in one way. A suite that lets one of them pass checks nothing.

namespace conform::reference {

namespace {

using Make = std::function<Response(const Call&)>;

void add_null_server(FaultEntries& entries, const std::string& name, const std::string& what, const Make& make) {
  entries.push_back(
      {{"null-" + name, "Every request gets " + what + ".", "The server conforms to the specification.", "must", 1, ""},
       [make](Behaviour& behaviour) {
         behaviour.interceptors.emplace_back(
             [make](const Call& call) -> std::optional<Response> { return make(call); });
       }});
}

Response bare(int status) {
  Response response;
  response.status = status;
  return response;
}

Response json_api(Value document) {
  Response response;
  response.media_type = std::string{json_api_type};
  response.document = std::move(document);
  return response;
}

}  // namespace

void add_null_servers(FaultEntries& entries) {
  add_null_server(entries, "200-empty", "200 without a body", [](const Call&) { return bare(200); });
  add_null_server(entries, "204", "204", [](const Call&) { return bare(204); });
  add_null_server(entries, "200-object", "200 with an empty object",
                  [](const Call&) { return json_api(Value{Object{}}); });
  add_null_server(entries, "200-user", "200 with one and the same user", [](const Call&) {
    return json_api(Value{Object{{"data", Object{{"type", "User"},
                                                 {"id", "c0daf39b-4df5-4241-9e7d-b1b85f829090"},
                                                 {"attributes", Object{{"firstName", "John"}}}}}}});
  });
  add_null_server(entries, "200-echo", "200 with the request's own body", [](const Call& call) {
    Response response;
    response.media_type = std::string{json_api_type};
    response.text = call.request->body;
    return response;
  });
  for (const int status : {401, 403, 404, 406, 415, 422, 501}) {
    const std::string number = std::to_string(status);
    add_null_server(entries, number, number + " with an error document",
                    [status](const Call&) { return plain_error(status, "1000", "generic error"); });
  }
  entries.push_back({{"null-hang", "No request ever gets a response.", "The server conforms to the specification.",
                      "must", 1, "", true},
                     [](Behaviour& behaviour) {
                       behaviour.on_response_bytes.emplace_back(
                           [](const Call&, HttpResponse&, Transmission& transmission) {
                             transmission.defect = Transmission::Defect::silent;
                           });
                     }});
}

}  // namespace conform::reference
