#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <tl/expected.hpp>

#include "run/case_state.hpp"

namespace conform {

/// A response that was checked against the contract already.
struct CheckedResponse {
  std::size_t exchange = 0;  ///< index into the verdict's exchanges
  int status = 0;
  std::optional<nlohmann::json> document;
  std::string words = {};  ///< ": " and what the server itself says, or empty

  /// Attributes of the User that it shows; null: it shows none.
  [[nodiscard]] const nlohmann::json* attributes() const;
};

/// Takes what came back for a request: keeps the exchange and checks it against the contract. No response ends the
/// case.
[[nodiscard]] tl::expected<CheckedResponse, Outcome> accept(CaseState& c, const PreparedRequest& prepared,
                                                            FinishedExchange finished, const StatusSet& allowed,
                                                            Level max_level);

/// Whether a 401 may mean that a token is over: not where it is a response that the case allows. Nothing is allowed:
/// what is sent must succeed.
[[nodiscard]] On401 on_401_of(const StatusSet& allowed);

/// The id of the record that an actor's token stands for.
[[nodiscard]] std::string owner_of(const CaseState& c, const std::string& actor);
/// What names a record, by its id, or the /attributes of the user of that id.
[[nodiscard]] std::string key_of(const std::string& id, bool on_custom_attributes);

/// To be called for everything that is sent: what a server gives back of it is not a finding of its own.
void note_sent(CaseState& c, const PreparedRequest& prepared);

/// To be called when something was sent: reads of what it may have changed can lag behind it.
void note_written(CaseState& c, const PreparedRequest& prepared);

/// Keys of /attributes that may be attributes of the record.
[[nodiscard]] std::set<std::string, std::less<>> shared_keys(const CaseState& c);

/// Sends a request and takes its response.
[[nodiscard]] tl::expected<CheckedResponse, Outcome> send_request(CaseState& c, const PreparedRequest& prepared,
                                                                  std::string purpose, const StatusSet& allowed = {},
                                                                  Level max_level = Level::must);
[[nodiscard]] tl::expected<CheckedResponse, Outcome> send_request(CaseState& c, const Send& send, std::string purpose);

/// A request by a user of the case or a special actor, with nothing wrong in it, yet without a body.
[[nodiscard]] Send request_by(const CaseState& c, const User& user, std::string operation);

/// The actor whose token a request carries; empty: it has no Authorization field, or one without a value. A token that
/// is not an actor's counts as that of the actor who was to send.
[[nodiscard]] std::string sender_of(const CaseState& c, const PreparedRequest& prepared);

/// How high findings on a response to this expectation may count.
[[nodiscard]] Level max_level_of(CaseState& c, const Expect& expect);

/// Notes which reading was seen; one that the target has not pinned itself to is a finding.
void note_observation(CaseState& c, const std::string& id, const std::string& seen, const std::string& requirement,
                      std::size_t exchange);

/// Notes which readings the implicit checks have seen since the last call; says which observations these are. A server
/// that reads one value in two ways in one run is found.
std::set<std::string, std::less<>> note_open_interpretations(CaseState& c);

}  // namespace conform
