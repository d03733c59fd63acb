#include "check/received.hpp"

#include <string>
#include <utility>

#include "json/surrogates.hpp"

namespace conform {
namespace {

/// More than any response of this API has use for; megabytes of body hold a million, each many times its bytes.
constexpr JsonLimits limits{.max_values = 100'000};

}  // namespace

Received receive(const Answer& answer) {
  Received received;
  received.response = std::get_if<Response>(&answer);
  if (received.response == nullptr || received.response->body.empty()) return received;
  const std::string& body = received.response->body;
  JsonLimits lenient = limits;
  lenient.duplicate = &received.duplicate;
  auto parsed =
      may_escape_surrogates(body) ? parse_json(without_lone_surrogates(body), lenient) : parse_json(body, lenient);
  if (parsed) {
    received.document = std::move(*parsed);
  } else if (parsed.error().limit) {
    received.beyond = parsed.error().message;
  } else {
    received.json_error = std::move(parsed.error());
  }
  return received;
}

}  // namespace conform
