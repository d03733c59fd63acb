#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "credentials/credentials.hpp"
#include "credentials/oauth_provider.hpp"
#include "http/transport.hpp"
#include "journal/journal_file.hpp"
#include "journal/token_file.hpp"
#include "model/run_result.hpp"
#include "plan/plan.hpp"
#include "run/client/clock.hpp"
#include "suite/suite.hpp"
#include "target/target.hpp"

namespace conform {

/// Executes a case once more, or another one, on the same users.
using CarryOut = std::function<Verdict(const Case&)>;

/// How a run is executed.
struct RunOptions {
  unsigned jobs = 1;  ///< workers; no more than users of the pool are of use
  Level fail_on = Level::must;
  std::uint64_t seed = 0;
  std::uint64_t member_order = 1;  ///< seed for the order of the members in documents that are sent
  bool shuffled = false;           ///< start the cases in an order that the seed decides
  unsigned repeat = 1;             ///< how often each case is executed
  std::size_t max_failures = 0;    ///< stop starting cases after so many failed ones; 0: never
  std::size_t max_requests = 0;    ///< send so many to the target, restoring not counted, then stop; 0: any number
  std::optional<std::chrono::milliseconds> deadline =
      std::nullopt;      ///< for the whole run; what is not reached by then is errored
  bool bounded = false;  ///< without a deadline the run gets one by what its requests take at first
  std::chrono::milliseconds case_time{600'000};  ///< for one attempt at a case, waits included
  bool read_only = false;                        ///< nothing but GET is sent to the target
  JournalFile* journal = nullptr;                ///< where originals are kept; null: users are not restored
  TokenFile* tokens = nullptr;                   ///< where refresh tokens are kept with the journal
  std::string suite_version;
  Connect connect = {};  ///< to providers of tokens; empty: as to the target, without its client certificate
  std::string target_arguments = {};               ///< what names the target on the command line
  bool keep_exchanges = false;                     ///< of passed cases too
  std::shared_ptr<Clock> clock = nullptr;          ///< by which the run waits; null: the machine's
  std::vector<EnvironmentEntry> environment = {};  ///< what the caller knows of it; the run adds what it knows
  /// Called for a case that failed, before another case meets its users: may execute others with them.
  std::function<void(const Case&, Verdict&, const CarryOut&)> investigate = nullptr;
  /// The verdicts that stand for a cause each, by index: at most 20 of these cases are run once more, alone.
  std::function<std::vector<std::size_t>(const RunResult&)> examples = nullptr;
  std::function<void(Verdict&)> revise =
      nullptr;  ///< may change a verdict before it is counted and reported (known failures)
};

/// Called with what happens; one at a time, from any worker. Must not throw.
struct RunListener {
  std::function<void(std::string_view case_id)> started;
  std::function<void(const Verdict&)> finished;
  std::function<void(std::string_view)> report = nullptr;  ///< what a reader must know before the first case
};

/// Makes the transport of a worker.
using MakeTransport = std::function<std::unique_ptr<Transport>()>;

/// Runs a plan against a target and makes the record of it, free of secrets. Verdicts are in plan order whatever the
/// number of workers. A stop, or the deadline, ends the cases running at their next request; the rest is errored as
/// not reached. With a journal the users are restored whatever the end, and no case writes to a user without an
/// original.
///
/// Concurrency: each worker has a transport of its own and leases the users of one case in one call; what workers share
/// is the suite (read only), the twins and what was exercised (both thread-safe), and one verdict slot each.
[[nodiscard]] RunResult run_plan(const Suite& suite, const Plan& plan, const Target& target, const RunOptions& options,
                                 const MakeTransport& make_transport, const std::stop_token& stop,
                                 const RunListener& listener);

/// Notes refresh tokens that replace those of `target`, which outlives the result; null: notes none.
[[nodiscard]] Credentials::Rotated rotated_to(TokenFile* tokens, const Target& target);

/// How requests to a provider of tokens are transported: as those to the target, without its client certificate.
[[nodiscard]] TransportOptions provider_options(const Target& target, const std::string& base_url);

/// Requests that a case takes on average: what the run says before its first case, and `check`.
inline constexpr std::size_t requests_of_a_case = 4;

/// How requests to this target are transported.
[[nodiscard]] TransportOptions transport_options(const Target& target);

}  // namespace conform
