#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "json/parse.hpp"
#include "model/exchange.hpp"

namespace conform {

/// A response with its body parsed once, for all checks.
struct ParsedResponse {
  const Response* response = nullptr;  ///< null: there is none
  std::optional<nlohmann::json> document;
  std::optional<JsonError> json_error;  ///< why a body is not a JSON document
  std::optional<JsonError> duplicate;   ///< the first name that an object has twice; the last of its members counts
  Untrusted beyond;                     ///< which limit of this suite kept the body from being read; empty: none
};

/// Parses the body of a response, if there is one. The response must outlive the result.
[[nodiscard]] ParsedResponse parse_response(const ResponseOrError& response);

}  // namespace conform
