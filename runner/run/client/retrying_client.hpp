#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "credentials/credentials.hpp"
#include "http/transport.hpp"
#include "model/exchange.hpp"
#include "run/client/circuit_breaker.hpp"
#include "run/client/entity_tags.hpp"
#include "run/client/outgoing_request.hpp"
#include "run/client/rate_limiter.hpp"
#include "target/redact.hpp"

namespace conform {

/// How long the run tolerates a server and the way to it before it gives up on a request.
struct RetryPolicy {
  int budget = 5;                        ///< waits after 429, or 503 with Retry-After, for one request
  std::chrono::seconds longest{60};      ///< one such wait
  int reconnections = 3;                 ///< tries again when no connection comes about
  std::chrono::milliseconds pause{200};  ///< before the first of them; doubled for each further one
};

/// A request that a connection carried before the one in question.
struct Earlier {
  std::string method;
  std::string target;
  std::string operation;  ///< empty: none of the contract's
  int status = 0;         ///< 0: it got no response
  bool had_body = false;
};

/// What a request got in the end.
struct FinishedExchange {
  Exchange exchange;
  std::string gave_up;  ///< why the result is inconclusive, when it was trouble or a precondition; empty otherwise
  bool silent = false;  ///< not sent, since requests like it never got a response
  std::optional<Earlier> earlier = {};  ///< what went over the same connection right before
  int waits = 0;                        ///< before it was served, since the server asked for them
};

/// Adds the fields that a request does not have itself.
void add_headers(Request& request, const Headers& headers);

/// Sends requests, and tolerates what is not a finding (the contract's "preconditions and trouble"): waits where the
/// server asks for it, and tries again when no connection came about. That is safe for every request, since nothing of
/// it has been sent. A connection that ends after that is the server's doing, and is reported.
class RetryingClient {
 public:
  /// `credentials` null: no request has stand-ins. `headers` go with every request that does not have them itself.
  RetryingClient(Transport& transport, CircuitBreaker& breaker, RateLimiter& rate_limiter, RetryPolicy retry_policy,
                 std::stop_token stop, Credentials* credentials = nullptr, Headers headers = {})
      : transport_{&transport},
        breaker_{&breaker},
        rate_limiter_{&rate_limiter},
        retry_policy_{retry_policy},
        stop_{std::move(stop)},
        credentials_{credentials},
        headers_{std::move(headers)} {}

  /// The next request gets a connection of its own.
  void leave_connection();

  /// From now on writes carry the entity tag of what they write to; where none is known, it is read first. Null: none.
  void use_tags(EntityTags* tags) { tags_ = tags; }

  [[nodiscard]] FinishedExchange send(const OutgoingRequest& outgoing, std::string purpose,
                                      On401 on_401 = On401::renew);
  /// All concurrently, each on its own connection; those that are asked to wait are sent again one by one.
  [[nodiscard]] std::vector<FinishedExchange> send_concurrently(std::span<const OutgoingRequest> outgoing,
                                                                const std::string& purpose,
                                                                On401 on_401 = On401::renew);

  /// Nothing is sent, and no wait goes on, after this much more time. To be called at the start of each case.
  void allow(std::chrono::milliseconds time);

  /// True once in a run, when being unavailable at first is how the server responds.
  [[nodiscard]] bool is_unavailable_too_often() { return breaker_->is_unavailable_too_often(); }

  /// The median of what the exchanges took so far, without waits.
  [[nodiscard]] std::chrono::microseconds median_time() const;

  /// What keeps out all secrets that are known by now.
  [[nodiscard]] std::shared_ptr<const Redactor> redactor() const;
  [[nodiscard]] Clock::TimePoint now() const { return rate_limiter_->clock().now(); }
  /// Waits; false when the run was stopped or the time is over.
  [[nodiscard]] bool wait(std::chrono::nanoseconds time);

 private:
  TimedResponse transport_filled(const Request& filled);
  TimedResponse transport(const Request& request, On401 on_401);
  std::vector<TimedResponse> transport_concurrently(std::span<const Request> requests, On401 on_401);
  TimedResponse reconnect(const Request& request, TimedResponse timed, Clock::TimePoint began, On401 on_401);
  FinishedExchange settle(const OutgoingRequest& outgoing, Request request, std::string purpose, TimedResponse timed,
                          Clock::TimePoint began, On401 on_401);
  void add_tag(Request& request, On401 on_401);
  [[nodiscard]] std::string time_is_over() const;

  Transport* transport_;
  CircuitBreaker* breaker_;
  RateLimiter* rate_limiter_;
  RetryPolicy retry_policy_;
  std::stop_token stop_;
  Credentials* credentials_;
  Headers headers_;
  EntityTags* tags_ = nullptr;
  Clock::TimePoint until_ = Clock::TimePoint::max();
  std::chrono::milliseconds allowed_{};
  std::vector<std::chrono::microseconds> times_;  ///< of the first exchanges
  std::string operation_;                         ///< that is asked for at the moment
  std::optional<Earlier> last_;                   ///< on the connection that is kept
  std::optional<Earlier> earlier_;                ///< before the last one, on its connection
};

}  // namespace conform
