#include <sstream>
#include <string>

#include "audit/har_reader.hpp"
#include "audit/ndjson_reader.hpp"
#include "fuzz/input.hpp"
#include "fuzz/require.hpp"
#include "fuzz/target.hpp"

namespace conform::fuzz {
namespace {

// Whatever a recording holds, an exchange that comes of it has a body only where one was recorded.
bool take_checked(const RecordedExchange& exchange) {
  for (const RecordedBody* body : {&exchange.request_body, &exchange.response_body}) {
    if (body->kept == BodyKept::none || body->kept == BodyKept::omitted)
      require(body->text.empty(), "a body that was not there has no text");
  }
  require(exchange.took.count() >= 0, "no exchange ends before it begins");
  return true;
}

}  // namespace

void fuzz_har(std::string_view input) {
  std::istringstream in{std::string{input}};
  std::size_t taken = 0;
  const auto info = read_har(in, "t.har", [&](const RecordedExchange& exchange) {
    ++taken;
    return take_checked(exchange);
  });
  if (info) {
    require(info->exchanges == taken, "every exchange is handed over and counted");
  } else {
    require_reported(info.error());
  }
}

void fuzz_ndjson(std::string_view input) {
  std::istringstream in{std::string{input}};
  std::size_t taken = 0;
  const auto info = read_ndjson(in, "t.ndjson", [&](const RecordedExchange& exchange) {
    ++taken;
    return take_checked(exchange);
  });
  if (info) {
    require(info->exchanges == taken, "every exchange is handed over and counted");
  } else {
    require_reported(info.error());
  }
}

}  // namespace conform::fuzz
