#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <tl/expected.hpp>

#include "model/exchange.hpp"
#include "run/case/environment.hpp"
#include "run/client/outgoing_request.hpp"
#include "suite/case.hpp"
#include "suite/contract.hpp"

namespace conform {

/// What a target forbids or cannot take.
struct WriteConstraints {
  std::set<std::string, std::less<>> server_managed;        ///< attributes that only the server sets
  std::set<std::string, std::less<>> protected_attributes;  ///< attributes that must never change on this target
};

/// A request of a case as it goes out, and what is known about it.
struct PreparedRequest {
  OutgoingRequest outgoing;
  const Operation* operation = nullptr;
  bool undocumented = false;  ///< another method or path than the operation's
  std::string actor;          ///< whom the step names as the sender; empty: none
  std::string user_id;        ///< the path's id; empty for /attributes
  SharedJson document;        ///< the JSON body; null: there is none, or it is not JSON
  nlohmann::json attributes;  ///< what it asks to be set: of the User document, or the body of /attributes

  [[nodiscard]] const Request& request() const { return outgoing.request(); }
};

/// Why a request cannot be made here: the case is skipped (the target forbids it) or errored.
struct NotSendable {
  bool skip = false;
  std::string reason;
  std::string unknown_record;  ///< id of a record that must be read first; empty: reading would not help
};

/// Fills in a request of a case. Defaults: docs/case-format.md.
[[nodiscard]] tl::expected<PreparedRequest, NotSendable> prepare_request(const Send& send,
                                                                         const Environment& environment,
                                                                         const Contract& contract,
                                                                         const WriteConstraints& constraints);

/// A request of the runner itself: `sender` asks for an operation on the record `id`, with a document or none. Nothing
/// in it is an expression.
[[nodiscard]] tl::expected<PreparedRequest, NotSendable> prepare_plain_request(
    const Operation& operation, const User& sender, const std::string& id, const SharedJson& document,
    const Environment& environment, const WriteConstraints& constraints);

/// The attributes of a state or change for a record: what `given` and `send.attributes` mean.
[[nodiscard]] tl::expected<nlohmann::json, NotSendable> prepare_attributes(const nlohmann::json& source,
                                                                           const Environment& environment,
                                                                           const WriteConstraints& constraints);

}  // namespace conform
