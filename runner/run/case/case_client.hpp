#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "check/api_exchange.hpp"
#include "run/case/case_log.hpp"
#include "run/case/case_runner.hpp"
#include "run/case/known_records.hpp"

namespace conform {

/// Why a case ends before its last step; nothing: it goes on.
using Stop = std::optional<Outcome>;

[[nodiscard]] inline Outcome errored(std::string reason) {
  return {.kind = OutcomeKind::errored, .reason = std::move(reason)};
}
[[nodiscard]] inline Outcome skipped(std::string reason) {
  return {.kind = OutcomeKind::skipped, .reason = std::move(reason)};
}

/// An exchange of the case that was checked against the contract already.
struct CheckedExchange {
  std::size_t index = 0;  ///< in the case's log
  ApiExchange exchange;
  std::string words = {};  ///< ": " and what the server itself says, or empty

  [[nodiscard]] int status() const { return exchange.status(); }
  [[nodiscard]] const nlohmann::json* document() const { return exchange.document(); }
  [[nodiscard]] const nlohmann::json* attributes() const { return exchange.attributes(); }
};
using CheckedOrOutcome = tl::expected<CheckedExchange, Outcome>;

/// What a read showed, and in which exchange.
struct ReadBack {
  nlohmann::json value;
  std::size_t exchange = 0;
};
using ReadOrOutcome = tl::expected<ReadBack, Outcome>;

/// A record, or the /attributes of a user, and who reads it.
struct Resource {
  const User* reader = nullptr;  ///< null: no user here can read it, or there is nothing
  std::string id;                ///< of the record; of /attributes their owner's
  bool on_custom_attributes = false;

  [[nodiscard]] static Resource record(const User& reader, std::string id) { return {&reader, std::move(id), false}; }
  [[nodiscard]] static Resource attributes(const User& owner) { return {&owner, owner.id, true}; }
};

/// Sends the requests of a case: logs every exchange, checks each against the contract, and keeps what its reads show.
/// No response ends the case.
class CaseClient {
 public:
  /// All of them outlive it.
  CaseClient(const std::string& case_id, const RunSetting& setting, RetryingClient& client, const Environment& env,
             KnownRecords& known, CaseLog& log)
      : case_id_{case_id}, setting_{setting}, client_{client}, env_{env}, known_{known}, log_{log} {}

  // ---- requests

  /// A request of the case. Reads the record that it addresses first, where what the target protects must go along.
  [[nodiscard]] tl::expected<PreparedRequest, Outcome> prepare(const Send& send);
  /// A request of the runner itself, with nothing wrong in it: `sender` asks for an operation on the record `id`.
  [[nodiscard]] tl::expected<PreparedRequest, Outcome> prepare(const char* operation, const User& sender,
                                                               const std::string& id, SharedJson document = nullptr);

  /// Sends it and takes its response. `allowed`: statuses beyond the documented ones; none: it must succeed.
  [[nodiscard]] CheckedOrOutcome send(const PreparedRequest& prepared, std::string purpose,
                                      const StatusSet& allowed = {}, Level max_level = Level::must);
  /// All concurrently. What they got is to be passed to `accept` one by one.
  [[nodiscard]] std::vector<FinishedExchange> send_concurrently(const std::vector<PreparedRequest>& prepared,
                                                                const std::string& purpose, On401 on_401);
  /// Sends one of them once more.
  [[nodiscard]] FinishedExchange send_again(const PreparedRequest& prepared, std::string purpose,
                                            const StatusSet& allowed);
  /// Takes what came back for a request: keeps the exchange and checks it against the contract.
  [[nodiscard]] CheckedOrOutcome accept(const PreparedRequest& prepared, FinishedExchange finished,
                                        const StatusSet& allowed, Level max_level);

  // ---- reads

  /// Who can read the record of that id, or null.
  [[nodiscard]] const User* reader_of(const std::string& id) const;
  /// Reads it now; the outcome: it cannot be read.
  [[nodiscard]] ReadOrOutcome read(const Resource& resource, const std::string& purpose, Level max_level = Level::must);
  /// The same after a write, repeated for as long as the target's reads may lag behind it and `agrees` says no.
  template <class Agrees>
  [[nodiscard]] ReadOrOutcome read_until(const Resource& resource, const std::string& purpose, const Agrees& agrees,
                                         Level max_level = Level::must) {
    return conform::read_until(
        setting_.consistency, client_, resource.on_custom_attributes ? resource.reader->actor : resource.id,
        [&] { return read(resource, purpose, max_level); }, [&](const ReadBack& read) { return agrees(read.value); },
        lag_);
  }
  /// Waits until reads of a record (by id) or of /attributes (by actor) must show what was written there last.
  void wait_until_consistent(const std::string& what);
  /// Makes sure that it is known; reads it when it is not.
  [[nodiscard]] Stop ensure_read(const Resource& resource);
  /// What is known of it; null: nothing.
  [[nodiscard]] const nlohmann::json* known(const Resource& resource) const;
  void keep(const Resource& resource, nlohmann::json value);

  // ---- who and what

  /// The id of the record that an actor's token stands for.
  [[nodiscard]] std::string owner_of(const std::string& actor) const;
  /// Keys of /attributes that may be attributes of the record.
  [[nodiscard]] std::set<std::string, std::less<>> shared_keys() const;
  /// Observes what checks have noticed since the last call; says which observations these are.
  std::set<std::string, std::less<>> observe_notices();
  /// The exchange with which the case began to write to a record or to /attributes; nothing: it has not.
  [[nodiscard]] std::optional<std::size_t> first_write(const std::string& id, bool on_custom_attributes) const;
  /// What is known of how a record (by its owner's id) or /attributes came to be as a read shows them before the case
  /// wrote anything there: "case X left it so".
  [[nodiscard]] std::string left_by(const std::string& id, bool on_custom_attributes) const;
  /// Another case of this run wrote there last.
  [[nodiscard]] bool was_written_before(const std::string& id, bool on_custom_attributes) const;
  /// By how much reads lagged, where the target does not allow any lag.
  [[nodiscard]] std::optional<std::chrono::nanoseconds> lag() const { return lag_; }

 private:
  template <class Prepare>
  [[nodiscard]] tl::expected<PreparedRequest, Outcome> with_known_record(const Prepare& prepare_it);
  [[nodiscard]] ReadOrOutcome read_record(const Resource& resource, const std::string& purpose, Level max_level);
  [[nodiscard]] ReadOrOutcome read_custom_attributes(const User& owner, const std::string& purpose, Level max_level);
  [[nodiscard]] Outcome with_origin(Outcome outcome, const Resource& resource) const;

  void note_sent(const PreparedRequest& prepared);
  void note_written(const PreparedRequest& prepared);
  void log_write(const PreparedRequest& prepared);
  void log_response(const PreparedRequest& prepared, const CheckedExchange& response);
  [[nodiscard]] std::string owner_id(const PreparedRequest& prepared) const;

  [[nodiscard]] FinishedExchange asked_anew(const PreparedRequest& prepared, FinishedExchange first,
                                            const StatusSet& allowed, Level max_level);
  void watch_token(const PreparedRequest& prepared, CheckedExchange& checked, const StatusSet& allowed);
  [[nodiscard]] std::string sender_by_own_token(const PreparedRequest& prepared) const;
  [[nodiscard]] std::set<std::string> changed_by(const PreparedRequest& prepared) const;
  [[nodiscard]] Notice of_no_user(Notice notice) const;

  const std::string& case_id_;
  const RunSetting& setting_;
  RetryingClient& client_;
  const Environment& env_;
  KnownRecords& known_;
  CaseLog& log_;
  /// What this case has written to, and the exchange with which it began.
  std::map<std::string, std::size_t, std::less<>> first_writes_;
  std::optional<std::chrono::nanoseconds> lag_;
};

/// Whether a 401 may mean that a token is over: not where it is a response that the case allows.
[[nodiscard]] On401 on_401_of(const StatusSet& allowed);

}  // namespace conform
