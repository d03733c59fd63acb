#include <array>
#include <utility>

#include "reference/faults/fault_entry.hpp"

// Responses whose bytes are wrong: what a conformance runner must survive and blame on the server.

namespace conform::reference {

namespace {

using OnResponseBytes = std::function<void(HttpResponse&, Transmission&)>;
using Defect = Transmission::Defect;

constexpr std::array quick_operations{Operation::set_user, Operation::update_user, Operation::get_user};
constexpr std::array slow_operations{Operation::update_user};
constexpr std::array each_operation{Operation::set_user, Operation::update_user, Operation::get_user,
                                    Operation::set_user_attributes, Operation::get_user_attributes};

OnResponseBytes delivered(Defect defect) {
  return [defect](HttpResponse&, Transmission& transmission) { transmission.defect = defect; };
}

template <std::size_t Count>
void add_wire_fault(FaultEntries& entries, const std::array<Operation, Count>& operations, const std::string& name,
                    const std::string& description, const OnResponseBytes& on_bytes) {
  for (const Operation operation : operations) {
    entries.push_back({{name + ":" + in_name(operation), std::string{name_of(operation)} + " " + description,
                        "Every request gets a complete HTTP response with a JSON body.", "must", 1,
                        std::string{name_of(operation)}, true},
                       [=](Behaviour& behaviour) {
                         behaviour.on_response_bytes.emplace_back(
                             [=](const Call& call, HttpResponse& response, Transmission& transmission) {
                               if (call.is(operation)) on_bytes(response, transmission);
                             });
                       }});
  }
}

void break_utf8(HttpResponse& response, Transmission&) {
  const std::size_t quote = response.body.rfind('"');
  if (quote != std::string::npos) response.body.insert(quote, "\xC3\x28\xFF");
}

void break_json(HttpResponse& response, Transmission&) {
  if (!response.body.empty()) response.body.back() = ',';
}

// Valid JSON that overflows the stack of a recursive reader.
void nest(HttpResponse& response, Transmission&) {
  constexpr std::size_t levels = 200;  // complete, and within what the suite reads
  response.body = std::string(levels, '[') + std::string(levels, ']');
}

void redirect(HttpResponse& response, Transmission&) {
  response.status = 302;
  response.fields.push_back({"Location", "http://127.0.0.1:9/elsewhere"});
  response.body.clear();
}

}  // namespace

void add_wire_faults(FaultEntries& entries) {
  add_wire_fault(entries, quick_operations, "body-truncated", "sends half of the body and closes.",
                 delivered(Defect::truncated_body));
  add_wire_fault(entries, quick_operations, "connection-reset", "resets the connection instead of responding.",
                 delivered(Defect::reset));
  add_wire_fault(entries, quick_operations, "connection-reset-in-body", "resets the connection in the body.",
                 delivered(Defect::reset_in_body));
  add_wire_fault(entries, quick_operations, "connection-closed", "closes the connection instead of responding.",
                 delivered(Defect::closed));
  add_wire_fault(entries, quick_operations, "length-too-long", "announces ten bytes more than it sends.",
                 delivered(Defect::length_too_long));
  add_wire_fault(entries, quick_operations, "length-too-short", "announces ten bytes less than it sends.",
                 delivered(Defect::length_too_short));
  add_wire_fault(entries, quick_operations, "not-http", "responds with something that is not HTTP.",
                 delivered(Defect::not_http));
  add_wire_fault(entries, quick_operations, "utf8-broken", "responds with JSON that is not UTF-8.", break_utf8);
  add_wire_fault(entries, quick_operations, "json-broken", "responds with something that is almost JSON.", break_json);
  add_wire_fault(entries, quick_operations, "json-bomb", "responds with JSON of 200 levels.", nest);
  add_wire_fault(entries, quick_operations, "redirect", "responds with a redirect to another place.", redirect);
  add_wire_fault(entries, slow_operations, "body-stalled", "sends half of the body and then nothing.",
                 delivered(Defect::stalled));
  add_wire_fault(entries, each_operation, "answer-silent", "never responds.", delivered(Defect::silent));
  add_wire_fault(entries, slow_operations, "body-endless", "responds with a body that never ends.",
                 delivered(Defect::endless));
  add_wire_fault(entries, each_operation, "answer-dripping", "responds one byte per second.",
                 delivered(Defect::dripping));
}

}  // namespace conform::reference
