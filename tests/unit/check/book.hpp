#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "check/contract_check.hpp"
#include "check/findings.hpp"
#include "schema/schema_set.hpp"
#include "suite/contract.hpp"
#include "suite/requirement.hpp"

namespace conform::test {

/// The contract and its requirements, as the schemas of this project have them.
struct Book {
  std::vector<Contract> contracts;
  RuleBook rules;
  SchemaSet schemas;

  [[nodiscard]] const Operation& operation(const std::string& id, const std::string& version = "2024-3") const;
};

/// Read once for each test program. Throws when it cannot be read.
const Book& book();

/// A finding as one line: "must USER-EMAIL contract.user at /data/attributes/email".
std::string reported(const Finding& finding);
std::vector<std::string> reported(const std::vector<Finding>& findings);

inline const std::string some_id = "6c1c5f2e-6a3c-4c52-9a3b-1f0f3ad9a9b4";
inline const std::string json_api = "application/vnd.api+json";

/// A User document with these attributes.
nlohmann::json user_document(nlohmann::json attributes = nlohmann::json::object(), const std::string& id = some_id);
/// An error document with one error, with every member that an error should have.
nlohmann::json error_document(int status);

Response response(int status, const std::string& body, const std::string& media_type = json_api);
inline Response response(int status, const char* body, const std::string& media_type = json_api) {
  return response(status, std::string{body}, media_type);
}
inline Response response(int status, const nlohmann::json& document, const std::string& media_type = json_api) {
  return response(status, document.dump(), media_type);
}

/// A request, for the contract check of its response.
struct Asked {
  std::string operation = "getUser";
  std::string version = "2024-3";
  bool undocumented = false;
  std::optional<nlohmann::json> sent = std::nullopt;
  bool sent_unreadable = false;
  StatusSet allowed = {};
  Level max_level = Level::must;
  const SentValues* given_values = nullptr;
  std::string user_id = some_id;
};

/// The response with its request. The response must outlive it.
ApiExchange api_exchange(const ResponseOrError& response, const Asked& asked = {});

/// What the contract check finds in a response.
std::vector<Finding> check(const ResponseOrError& response, const Asked& asked = {});

}  // namespace conform::test
