#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "check/findings.hpp"
#include "check/parsed_response.hpp"
#include "check/sent_values.hpp"
#include "model/exchange.hpp"
#include "schema/schema_set.hpp"
#include "suite/case.hpp"
#include "suite/contract.hpp"

namespace conform {

/// One response, and what the contract check must know about its request.
struct ContractQuestion {
  const Operation& operation;
  bool undocumented = false;  ///< another method or path than the operation's: the contract documents nothing for it
  std::string user_id;        ///< the path's id; empty for /attributes
  const nlohmann::json* sent = nullptr;  ///< the request document, for source.pointer; null: none
  bool sent_unreadable = false;          ///< there was a body, but not one that a pointer can be resolved in
  const ResponseOrError& response;
  const ParsedResponse& parsed;
  StatusSet allowed;  ///< statuses that the case accepts beyond the documented ones
  bool malformed_request =
      false;  ///< the request broke HTTP: a proxy may have responded, which knows no error documents
  Level max_level = Level::must;  ///< findings count at most at this level
  std::size_t exchange = 0;
  const SentValues* given_values = nullptr;  ///< attribute values that the server has from us; null: none
};

/// Contract areas 1 to 3, for every exchange: documented status and media type, a body where there must be one and
/// none where there must not, valid JSON, the schema of that status, the path's id, the status member of error objects.
void check_contract(const ContractQuestion& question, const SchemaSet& schemas, Findings& findings);

}  // namespace conform
