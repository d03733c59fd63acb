#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "check/coverage.hpp"
#include "check/forms_seen.hpp"
#include "check/record.hpp"
#include "check/sent_values.hpp"
#include "journal/write_log.hpp"
#include "model/verdict.hpp"
#include "run/case/blame.hpp"
#include "run/case/control_requests.hpp"
#include "run/case/environment.hpp"
#include "run/case/prepare_request.hpp"
#include "run/case/saved_reads.hpp"
#include "run/case/write_request.hpp"
#include "run/client/eventual_consistency.hpp"
#include "run/client/retrying_client.hpp"
#include "suite/suite.hpp"

namespace conform {

/// What all cases of a run share.
struct RunSetting {
  const Suite& suite;
  const Contract& contract;
  RecordShape shape;
  WriteConstraints constraints;
  std::map<std::string, std::string, std::less<>> pins;     ///< observation → reading
  std::map<std::string, User, std::less<>> special_actors;  ///< "reader" …
  std::set<std::string, std::less<>> offered;               ///< operations that the target has
  bool operations_listed = false;                           ///< because its file says so
  std::set<std::string, std::less<>> tokens{};              ///< of all actors: what an altered token must not be
  /// Of users and special actors, by id.
  std::map<std::string, OwnValues, std::less<>> own_values{};
  bool reads_by_get = true;  ///< false: a record is read by an empty PATCH
  Level fail_on = Level::must;
  std::uint64_t seed = 0;
  std::uint64_t member_order = 1;  ///< seed for the order of the members in documents that are sent
  ControlRequests& control_requests;
  Coverage& coverage;
  SentValues& sent_values;
  std::shared_ptr<FormsSeen> forms_seen = std::make_shared<FormsSeen>();
  EventualConsistency& consistency;
  std::shared_ptr<LastWriters> last_writers = std::make_shared<LastWriters>();
  std::shared_ptr<AttributeOwners> owners = std::make_shared<AttributeOwners>();
  std::shared_ptr<TokenWatch> token_watch = std::make_shared<TokenWatch>();
  std::shared_ptr<RefusedWritings> refused_writings = std::make_shared<RefusedWritings>();
  WriteLog* writes = nullptr;                    ///< where each write is noted before it is sent; null: nowhere
  std::chrono::milliseconds case_time{600'000};  ///< for one case, waits included
};

/// Runs one case instance on its leased users and judges it; `saved`: reads that it may leave out. Never throws for
/// what a server does. Thread-safe for different users, each with a messenger of its own.
[[nodiscard]] Verdict run_case(const Case& test_case, const RunSetting& setting, const User& user,
                               const std::optional<User>& user2, RetryingClient& client, SavedReads& saved);
/// The same with every read.
[[nodiscard]] Verdict run_case(const Case& test_case, const RunSetting& setting, const User& user,
                               const std::optional<User>& user2, RetryingClient& client);

}  // namespace conform
