#include "check/api_exchange.hpp"

#include <memory>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "json/parse.hpp"
#include "json/pointer.hpp"

namespace conform {
namespace {

std::string id_in_path(const Operation& operation, std::string_view target) {
  if (!operation.names_user()) return {};
  const std::string_view path = target.substr(0, target.find('?'));
  return std::string{path.substr(operation.path.find('{'))};
}

SharedJson document_of(const Request& request) {
  if (!request.body) return nullptr;
  auto document = parse_json(*request.body);
  return document ? std::make_shared<const nlohmann::json>(std::move(*document)) : nullptr;
}

}  // namespace

const nlohmann::json* ApiExchange::attributes() const {
  return parsed.document ? resolve_pointer(*parsed.document, "/data/attributes") : nullptr;
}

std::optional<ApiExchange> recognised(const Exchange& exchange, const Contract& contract) {
  const Operation* operation = contract.find(exchange.request.method, exchange.request.target);
  if (operation == nullptr) return std::nullopt;
  return ApiExchange{.operation = operation,
                     .undocumented = false,
                     .user_id = id_in_path(*operation, exchange.request.target),
                     .request = &exchange.request,
                     .result = &exchange.response,
                     .sent = document_of(exchange.request),
                     .parsed = parse_response(exchange.response)};
}

}  // namespace conform
