#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "model/exchange.hpp"
#include "prove/json_places.hpp"
#include "suite/contract.hpp"
#include "suite/fixtures.hpp"

namespace conform {

/// Which responses a mutation changes: all of one operation with one status.
struct ResponseKind {
  std::string operation;  ///< operationId
  int status = 0;
  friend auto operator<=>(const ResponseKind&, const ResponseKind&) = default;
};

/// What responses of one kind have been seen to consist of.
struct ResponseShape {
  std::map<std::string, std::set<JsonType>> places;  ///< of JSON bodies, by pointer pattern
  std::set<std::string> headers;                     ///< names as they came
  bool has_body = false;
  bool has_json = false;
};

/// One mechanical change of every response of a kind.
struct Mutation {
  ResponseKind kind;
  std::string place;                ///< pointer pattern, "header NAME", "status", "body" or "response"
  std::string change;               ///< "dropped", "renamed", "number instead" …
  std::vector<std::string> values;  ///< what is put there, if anything: the first that differs from what was there

  /// "updateUser 200 /data/attributes/locale: dropped"
  [[nodiscard]] std::string name() const;
};

/// Adds what a response consists of to what is known of its kind.
void note_shape(const Operation& operation, const Response& response, ResponseShape& shape);

/// Every mutation of responses of that kind and shape, in a fixed order.
[[nodiscard]] std::vector<Mutation> mutations_of(const ResponseKind& kind, const ResponseShape& shape,
                                                 const Fixtures& fixtures);

/// Applies it to a response of its kind. False: there was nothing to change in this one.
bool mutate(const Mutation& mutation, ResponseOrError& response);

}  // namespace conform
