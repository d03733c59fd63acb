#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>

#include "model/exchange.hpp"
#include "run/client/clock.hpp"

namespace conform {

/// Keeps a run from waiting for hours on a server that is silent, gone, or busy for ever. Shared by all workers.
/// Thread-safe.
class CircuitBreaker {
 public:
  /// True when a request of this kind need not be sent: `enough` of them timed out, one after another. Requests that
  /// wait concurrently count once. After `rest` one request tests the server again.
  [[nodiscard]] bool blocks(const Request& request, Clock::TimePoint now);
  /// True when so many requests in a row got no connection that another try shows nothing new.
  [[nodiscard]] bool is_gone() const;
  void note(const Request& request, const ResponseOrError& response, Clock::TimePoint began, Clock::TimePoint ended);

  /// True when `enough` requests in a row were still refused as too many after all their waits.
  [[nodiscard]] bool is_busy() const;
  void note_waits(bool served);

  /// How requests got a response at first that were repeated since the server asked for it.
  struct Busy {
    std::size_t requests = 0;     ///< that got a response at all
    std::size_t unavailable = 0;  ///< 503 with Retry-After
    std::size_t too_many = 0;     ///< 429
  };
  /// A request got a response with this status, before any wait.
  void note_first_response(int status, bool waits);
  [[nodiscard]] Busy busy() const;
  /// True once, when more than half of the requests (of `judged_from` at least) got a 503 at first: being unavailable
  /// is how this server responds.
  [[nodiscard]] bool is_unavailable_too_often();
  static constexpr std::size_t judged_from = 50;

  static constexpr int enough = 3;
  static constexpr std::chrono::seconds rest{10};

 private:
  struct TimeOuts {
    int in_a_row = 0;
    Clock::TimePoint last_end{};  ///< of the time-outs that were counted, or of the last test
  };
  mutable std::mutex mutex_;
  std::map<std::string, TimeOuts, std::less<>> without_response_;
  int unconnected_ = 0;
  int refused_after_waits_ = 0;
  Busy busy_;
  bool reported_ = false;
};

/// The kind of a request as `CircuitBreaker` counts it: "GET /users", "PUT /users with a large body".
[[nodiscard]] std::string kind_of(const Request& request);

/// True for trouble in which nothing of a request has been sent.
[[nodiscard]] bool is_unsent(const ResponseOrError& response);

}  // namespace conform
