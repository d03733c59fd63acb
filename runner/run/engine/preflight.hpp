#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "run/backup/snapshot.hpp"
#include "run/case/environment.hpp"
#include "run/client/retrying_client.hpp"
#include "suite/contract.hpp"
#include "target/redact.hpp"
#include "target/target.hpp"

namespace conform {

/// A response by which a server says that it does not have an operation (404, 405, 501), to a user who should be there.
struct Denial {
  std::string operation;
  User user;
  Exchange exchange;
  int later = 0;  ///< the status of the same request when it was sent again; 0: it was not
};

/// What was found out about a target before the first case.
struct Preflight {
  std::string unreachable;                     ///< why nothing can be run; empty: it can
  std::set<std::string, std::less<>> offered;  ///< operations
  std::set<std::string, std::less<>> missing;  ///< operations that are not offered by the looks of it
  std::vector<Denial> denials;                 ///< of operations that are missing, and of others
  std::vector<Denial> silent;                  ///< requests that no user got a response to, one for each operation
  bool reads_by_get = true;
  std::vector<std::string> notes;  ///< what a reader of the report must know
};

/// Asks the target whether it is there and which of the reading operations it has: those are documented by the
/// published docs alone, and a server may lack them (404, 405 or 501 to each of these users, twice to a single one;
/// `users` is not empty). A target that names its way of reading, or its operations, is taken at its word.
[[nodiscard]] Preflight probe(const Target& target, const Contract& contract, const std::vector<User>& users,
                              RetryingClient& client);

/// A reason of `Preflight::unreachable` as a sentence, with what to look at; empty stays empty.
[[nodiscard]] std::string explain_unreachable(std::string_view reason, std::string_view base_url);

/// What reading alone showed about one actor of a target.
struct ActorCheck {
  enum class State {
    accepted,  ///< the server treats it as it must
    refused,   ///< cases of this actor would have no result, or a wrong one
    undecided  ///< only a write can show it, or the server had no usable response
  };
  std::string actor;
  State state = State::undecided;
  std::string text;  ///< what was seen and what to do, in sentences without secrets
};

/// Asks by GET alone what each actor of a target shows: users of the pool and `reader` their own record, `admin` the
/// record of a user, `unlinked` and `expired` that they are refused with 401. The pool comes first, actors without a
/// user last.
[[nodiscard]] std::vector<ActorCheck> check_actors(const Target& target, const BackupSetting& backup_setting,
                                                   RetryingClient& client, const Redactor& redactor);

/// Asks for writes that no server should mind: an updateUser and a setUserAttributes that change nothing, a setUser
/// without a document. Gives the denials of operations that were denied to each user who was asked. To be called when
/// the originals are kept.
[[nodiscard]] std::vector<Denial> denied_writes(const Contract& contract,
                                                const std::set<std::string, std::less<>>& offered,
                                                const std::vector<User>& users, RetryingClient& client);

/// Asks again, and gives those that were not denied now: a server that has an operation does not say otherwise.
[[nodiscard]] std::vector<Denial> contradicted(std::vector<Denial> denials, const Contract& contract,
                                               RetryingClient& client);

/// Tries what each user of the pool, `admin` and `reader` must be allowed, once the originals are kept: reads by GET,
/// writes by an empty PATCH. Users in `served` have read their records and are not asked. A server that refuses all of
/// it in one way (401, 403, 404, a redirect, a page of a proxy) cannot be judged by these actors: the result is why, in
/// a few sentences without secrets. Empty: every actor is allowed something, and the rest is for the cases.
[[nodiscard]] std::string refusal_of_all(const Target& target, const BackupSetting& backup_setting,
                                         const std::set<std::string, std::less<>>& served, RetryingClient& client,
                                         const Redactor& redactor);

}  // namespace conform
