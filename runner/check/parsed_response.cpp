#include "check/parsed_response.hpp"

#include <string>
#include <utility>

#include "json/surrogates.hpp"

namespace conform {
namespace {

/// More than any response of this API has use for; megabytes of body hold a million, each many times its bytes.
constexpr JsonLimits limits{.max_values = 100'000};

}  // namespace

ParsedResponse parse_response(const ResponseOrError& response) {
  ParsedResponse parsed_response;
  parsed_response.response = std::get_if<Response>(&response);
  if (parsed_response.response == nullptr || parsed_response.response->body.empty()) return parsed_response;
  const std::string& body = parsed_response.response->body;
  JsonLimits lenient = limits;
  lenient.duplicate = &parsed_response.duplicate;
  auto parsed =
      may_escape_surrogates(body) ? parse_json(without_lone_surrogates(body), lenient) : parse_json(body, lenient);
  if (parsed) {
    parsed_response.document = std::move(*parsed);
  } else if (parsed.error().limit) {
    parsed_response.beyond = parsed.error().message;
  } else {
    parsed_response.json_error = std::move(parsed.error());
  }
  return parsed_response;
}

}  // namespace conform
