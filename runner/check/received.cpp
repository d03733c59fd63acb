#include "check/received.hpp"

#include <string>
#include <utility>

#include "json/surrogates.hpp"

namespace conform {
namespace {

/// More than any answer of this API has use for; megabytes of body hold a million, each many times its bytes.
constexpr JsonLimits limits{.max_values = 100'000};

}  // namespace

Received receive(const Answer& answer) {
  Received received{.response = std::get_if<Response>(&answer), .document = std::nullopt, .json_error = std::nullopt};
  if (received.response == nullptr || received.response->body.empty()) return received;
  const std::string& body = received.response->body;
  auto parsed =
      may_escape_surrogates(body) ? parse_json(without_lone_surrogates(body), limits) : parse_json(body, limits);
  if (parsed) {
    received.document = std::move(*parsed);
  } else {
    received.json_error = std::move(parsed.error());
  }
  return received;
}

}  // namespace conform
