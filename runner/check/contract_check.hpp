#pragma once

#include "check/api_exchange.hpp"
#include "check/mismatch.hpp"
#include "check/sent_values.hpp"
#include "schema/schema_set.hpp"
#include "suite/case.hpp"

namespace conform {

/// What the contract check must know besides the exchange.
struct ContractContext {
  const SchemaSet& schemas;
  StatusSet allowed = {};                   ///< statuses that are accepted beyond the documented ones
  const SentValues* sent_values = nullptr;  ///< attribute values that the server has from us; null: none
};

/// RFC 9110 section 5.3: a sender must not send these twice. A server, or a proxy in front of it, may refuse such a
/// request before it knows whom it is for, and knows no error documents.
[[nodiscard]] bool repeats_a_singleton(const Headers& headers);

/// Contract areas 1 to 3, for every exchange: documented status and media type, a body where there must be one and
/// none where there must not, valid JSON, the schema of that status, the path's id, the status member of error objects.
[[nodiscard]] CheckResult check_contract(const ApiExchange& exchange, const ContractContext& context);

}  // namespace conform
