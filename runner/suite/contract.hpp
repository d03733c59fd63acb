#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace conform {

/// What the contract documents for one status of one operation.
struct DocumentedResponse {
  std::string media_type;     ///< "application/vnd.api+json"; empty: no body
  std::string schema;         ///< name in the SchemaSet; empty: no body
  std::string should_schema;  ///< recommendations beyond it; empty: none
  friend bool operator==(const DocumentedResponse&, const DocumentedResponse&) = default;
};

/// One operation of one version, as its OpenAPI document has it.
struct Operation {
  std::string id;      ///< "setUser"
  std::string method;  ///< "PUT"
  std::string path;    ///< below the base URL: "/users/{userId}"
  std::map<int, DocumentedResponse> responses;
  friend bool operator==(const Operation&, const Operation&) = default;

  /// True when it changes a record.
  [[nodiscard]] bool writes() const { return method != "GET"; }
  /// True when its path names a user; false for /attributes, which work on the token's user.
  [[nodiscard]] bool names_user() const { return path.find("{userId}") != std::string::npos; }
};

/// All operations of one version of the API.
struct Contract {
  std::string version;  ///< "2024-3"
  std::vector<Operation> operations;
  friend bool operator==(const Contract&, const Contract&) = default;

  /// The operation of that id, or null when this version has none.
  [[nodiscard]] const Operation* find(std::string_view id) const;
  /// The operation that a request is for, by its method and its target in origin form; null: it is for none.
  [[nodiscard]] const Operation* find(std::string_view method, std::string_view target) const;
};

}  // namespace conform
