#include "check/received.hpp"

#include <utility>

namespace conform {

Received receive(const Answer& answer) {
  Received received{.response = std::get_if<Response>(&answer), .document = std::nullopt, .json_error = std::nullopt};
  if (received.response == nullptr || received.response->body.empty()) return received;
  auto parsed = parse_json(received.response->body);
  if (parsed) {
    received.document = std::move(*parsed);
  } else {
    received.json_error = std::move(parsed.error());
  }
  return received;
}

}  // namespace conform
