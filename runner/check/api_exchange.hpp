#pragma once

#include <optional>
#include <string>

#include "check/parsed_response.hpp"
#include "model/exchange.hpp"
#include "suite/case.hpp"
#include "suite/contract.hpp"

namespace conform {

/// A request for an operation and its response, with both documents, each parsed once: what checks judge. Where it comes
/// from does not matter: a case, a recording and a generator make the same. The operation, the request and the response
/// must outlive it.
struct ApiExchange {
  const Operation* operation;     ///< never null
  bool undocumented = false;      ///< another method or path than the operation's: the contract documents nothing for it
  std::string user_id;            ///< the path's id; empty for /attributes
  const Request* request;         ///< never null
  const ResponseOrError* result;  ///< never null
  SharedJson sent = nullptr;      ///< the request's document; null: none, or it is not JSON
  ParsedResponse parsed;          ///< of the result

  [[nodiscard]] int status() const { return parsed.response == nullptr ? 0 : parsed.response->status; }
  /// The response's document; null: none.
  [[nodiscard]] const nlohmann::json* document() const { return parsed.document ? &*parsed.document : nullptr; }
  /// The attributes of the User that the response shows; null: it shows none.
  [[nodiscard]] const nlohmann::json* attributes() const;
};

/// An exchange of which nothing else is known, such as a recorded one. Nothing: it is for no operation of the contract.
[[nodiscard]] std::optional<ApiExchange> recognised(const Exchange& exchange, const Contract& contract);

}  // namespace conform
