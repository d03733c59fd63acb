#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/exchange.hpp"
#include "suite/contract.hpp"
#include "target/user.hpp"

namespace conform {

/// What every request for an operation has: its method, its path with the id of a record in it (where it names one),
/// and the fields Accept, Accept-Encoding and, with a body, Content-Type.
[[nodiscard]] Request request_for(const Operation& operation, std::string_view id,
                                  std::optional<std::string> body = std::nullopt);

/// The User document with these attributes; none: what changes nothing, as a PATCH.
[[nodiscard]] nlohmann::json user_document(const std::string& id, nlohmann::json attributes);

/// A request that is ready to be sent. Who sends it follows from the token that it carries, so that no report can name
/// another one.
class OutgoingRequest {
 public:
  /// With nothing special about it: `sender` asks for an operation on the record `id` (empty: /attributes).
  OutgoingRequest(const Operation& operation, const User& sender, std::string_view id,
                  std::optional<std::string> body = std::nullopt);
  /// For none of the contract's operations.
  OutgoingRequest(Request request, const User& sender);
  /// As it is, with the Authorization field that it has. It is sent by the one of `users` whose token that is. A token
  /// of no user (altered, unknown) counts as that of `intended`; without a value the field is of no user. Null: the
  /// contract has no such method or path.
  OutgoingRequest(const Operation* operation, Request request, const std::vector<const User*>& users,
                  const std::string& intended);

  [[nodiscard]] const Request& request() const { return request_; }
  /// Id of what it asks for; empty: none of the contract's operations.
  [[nodiscard]] const std::string& operation() const { return operation_; }
  /// Who sends it; empty: it carries no token.
  [[nodiscard]] const std::string& actor() const { return actor_; }

 private:
  Request request_;
  std::string operation_;
  std::string actor_;
};

}  // namespace conform
