#include <utility>

#include "reference/faults/entry.hpp"
#include "reference/negotiation.hpp"

// Servers that respond to every request in one way. A suite that lets one of them pass checks nothing.

namespace conform::reference {

namespace {

using Make = std::function<Answer(const Call&)>;

void add_null_server(Entries& entries, const std::string& name, const std::string& what, const Make& make) {
  entries.push_back(
      {{"null-" + name, "Every request gets " + what + ".", "The server conforms to the specification.", "must", 1, ""},
       [make](Behaviour& behaviour) {
         behaviour.interceptors.emplace_back([make](const Call& call) -> std::optional<Answer> { return make(call); });
       }});
}

Answer bare(int status) {
  Answer answer;
  answer.status = status;
  return answer;
}

Answer json_api(Value document) {
  Answer answer;
  answer.media_type = std::string{json_api_type};
  answer.document = std::move(document);
  return answer;
}

}  // namespace

void add_null_servers(Entries& entries) {
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
    Answer answer;
    answer.media_type = std::string{json_api_type};
    answer.text = call.request->body;
    return answer;
  });
  for (const int status : {401, 403, 404, 406, 415, 422, 501}) {
    const std::string number = std::to_string(status);
    add_null_server(entries, number, number + " with an error document",
                    [status](const Call&) { return plain_error(status, "1000", "generic error"); });
  }
  entries.push_back({{"null-hang", "No request ever gets a response.", "The server conforms to the specification.",
                      "must", 1, "", true},
                     [](Behaviour& behaviour) {
                       behaviour.edges.emplace_back([](const Call&, HttpResponse&, Delivery& delivery) {
                         delivery.trouble = Delivery::Trouble::silent;
                       });
                     }});
}

}  // namespace conform::reference
