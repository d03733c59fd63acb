#include <nlohmann/json.hpp>

#include "base/gate.hpp"
#include "base/utf8.hpp"
#include "check/contract_check.hpp"
#include "check/findings.hpp"
#include "fuzz/input.hpp"
#include "fuzz/require.hpp"
#include "fuzz/target.hpp"

namespace conform::fuzz {
namespace {

/// What the contract check must say of a body, as the response to a request for that operation.
void judge(const Operation& operation, int status, std::string_view body) {
  const Suite& suite = whole_suite();
  const ResponseOrError response = Response{.status = status,
                                            .reason = "OK",
                                            .headers = {{"Content-Type", "application/vnd.api+json"}},
                                            .body = std::string{body}};
  const Request request{.method = operation.method, .target = {}, .headers = {}, .body = std::nullopt};
  const ApiExchange exchange{.operation = &operation,
                             .user_id = "6c1c5f2e-6a3c-4c52-9a3b-1f0f3ad9a9b4",
                             .request = &request,
                             .result = &response,
                             .parsed = parse_response(response)};
  Findings findings{suite.rules, suite.contracts.back().version};
  findings.add(check_contract(exchange, {.schemas = suite.schemas}), {.operation = operation.id});
  for (const Finding& finding : findings.take(no_secrets())) {
    require(is_utf8(finding.expected) && is_utf8(finding.actual) && is_utf8(finding.where), "findings are UTF-8");
    require(finding.actual.size() < 4000 && finding.message.size() < 4000, "findings are short");
  }
  require(exchange.document() != nullptr || !exchange.parsed.beyond.empty() || !findings.all().empty(), "a body that is not JSON is found");
}

}  // namespace

/// A body, as every operation could respond with it.
void fuzz_user_document(std::string_view input) {
  for (const Operation& operation : whole_suite().contracts.back().operations) {
    judge(operation, 200, input);
    judge(operation, 404, input);
  }
}

}  // namespace conform::fuzz
