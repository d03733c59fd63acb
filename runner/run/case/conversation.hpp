#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <tl/expected.hpp>

#include "check/api_exchange.hpp"
#include "run/case/case_state.hpp"

namespace conform {

/// An exchange of the case that was checked against the contract already.
struct CheckedExchange {
  std::size_t index = 0;  ///< into the case's exchanges
  ApiExchange exchange;
  std::string words = {};  ///< ": " and what the server itself says, or empty

  [[nodiscard]] int status() const { return exchange.status(); }
  [[nodiscard]] const nlohmann::json* document() const { return exchange.document(); }
  [[nodiscard]] const nlohmann::json* attributes() const { return exchange.attributes(); }
};

/// Takes what came back for a request: keeps the exchange and checks it against the contract. No response ends the
/// case.
[[nodiscard]] tl::expected<CheckedExchange, Outcome> accept(CaseState& c, const PreparedRequest& prepared,
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
[[nodiscard]] tl::expected<CheckedExchange, Outcome> send_request(CaseState& c, const PreparedRequest& prepared,
                                                                  std::string purpose, const StatusSet& allowed = {},
                                                                  Level max_level = Level::must);
[[nodiscard]] tl::expected<CheckedExchange, Outcome> send_request(CaseState& c, const Send& send, std::string purpose);

/// A request by a user of the case or a special actor, with nothing wrong in it, yet without a body.
[[nodiscard]] Send request_by(const CaseState& c, const User& user, std::string operation);

/// How high findings on a response to this expectation may count.
[[nodiscard]] Level max_level_of(CaseState& c, const Expect& expect);

/// Notes which reading was seen; one that the target has not pinned itself to is a finding.
void note_observation(CaseState& c, const std::string& id, const std::string& seen, const std::string& requirement,
                      std::size_t exchange);

/// Notes which readings the implicit checks have seen since the last call; says which observations these are. A server
/// that reads one value in two ways in one run is found.
std::set<std::string, std::less<>> note_open_interpretations(CaseState& c);

/// Who can read the record of that id, or null.
[[nodiscard]] const User* reader_of(CaseState& c, const std::string& id);

/// The attributes of a record, read now; `exchange` is where that stands. The outcome: it cannot be read.
[[nodiscard]] tl::expected<nlohmann::json, Outcome> read_record(CaseState& c, const std::string& id, const User& reader,
                                                                const std::string& purpose,
                                                                std::size_t* exchange = nullptr);

/// The same for /attributes of their owner.
[[nodiscard]] tl::expected<nlohmann::json, Outcome> read_custom_attributes(CaseState& c, const User& owner,
                                                                           const std::string& purpose,
                                                                           std::size_t* exchange = nullptr);

/// The same after a write, repeated for as long as the target's reads may lag behind it and `agrees` says no.
template <class Agrees>
[[nodiscard]] tl::expected<nlohmann::json, Outcome> read_record_until(CaseState& c, const std::string& id,
                                                                      const User& reader, const std::string& purpose,
                                                                      std::size_t* exchange, const Agrees& agrees) {
  return read_until(
      c.setting.consistency, c.client, id, [&] { return read_record(c, id, reader, purpose, exchange); }, agrees,
      c.lag);
}
template <class Agrees>
[[nodiscard]] tl::expected<nlohmann::json, Outcome> read_custom_attributes_until(CaseState& c, const User& owner,
                                                                                 const std::string& purpose,
                                                                                 std::size_t* exchange,
                                                                                 const Agrees& agrees) {
  return read_until(
      c.setting.consistency, c.client, owner.actor, [&] { return read_custom_attributes(c, owner, purpose, exchange); },
      agrees, c.lag);
}

/// Waits until reads of a record (by id) or of /attributes (by actor) must show what was written there last.
void wait_until_consistent(CaseState& c, const std::string& what);

/// Takes what the last cases have read of this case's users; what they know at its end is kept for the next ones.
void take_last_reads(CaseState& c);
void keep_last_reads(CaseState& c);

/// Makes sure that the state holds a record; reads it when neither this case nor the last one has.
[[nodiscard]] Stop ensure_read(CaseState& c, const std::string& id, const User& reader);

/// The same for /attributes.
[[nodiscard]] Stop ensure_custom_attributes_read(CaseState& c, const User& owner);

/// Gives the documents of the next request another order of members, whatever requests the setup has taken.
void next_member_order(CaseState& c);

/// Composes a request; reads the record that it addresses first where what the target protects must go along.
[[nodiscard]] tl::expected<PreparedRequest, Outcome> prepare_for(CaseState& c, const Send& send);

/// Lets `${before(…)}` and `${differentFrom(…)}` see the user's record as it is known.
void point_before(CaseState& c);

}  // namespace conform
