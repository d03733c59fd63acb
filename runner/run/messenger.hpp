#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "credentials/credentials.hpp"
#include "http/transport.hpp"
#include "model/exchange.hpp"
#include "run/pace.hpp"

namespace conform {

/// How long a server may ask to be left alone (429 or 503 with Retry-After) before the run gives up on a request.
struct Patience {
  int budget = 5;                    ///< waits for one request
  std::chrono::seconds longest{60};  ///< one wait
};

/// Counts requests that were never answered in time, by method and kind of path, over all workers: a server that is
/// silent must not hold up a run for hours. Thread-safe.
class Silence {
 public:
  /// True when requests like this one have gone unanswered so often in a row that trying again tells nothing new.
  [[nodiscard]] bool is_silent(const Request& request) const;
  void note(const Request& request, const Answer& answer);

 private:
  mutable std::mutex mutex_;
  std::map<std::string, int, std::less<>> unanswered_;
};

/// What a request got in the end.
struct Delivery {
  Exchange exchange;
  std::string gave_up;  ///< why the run cannot tell, when it was trouble or a precondition; empty otherwise
  bool silent = false;  ///< not sent, since requests like it were never answered
};

/// Sends requests and waits where the server asks for it. What it waits for is no finding, and neither is trouble that
/// is not the server's: the contract's "preconditions and trouble".
class Messenger {
 public:
  /// `credentials` null: no request has stand-ins.
  Messenger(Transport& transport, Silence& silence, Pace& pace, Patience patience, std::stop_token stop,
            Credentials* credentials = nullptr)
      : transport_{&transport},
        silence_{&silence},
        pace_{&pace},
        patience_{patience},
        stop_{std::move(stop)},
        credentials_{credentials} {}

  [[nodiscard]] Delivery send(Request request, std::string purpose, std::string actor, On401 on_401 = On401::renew);
  /// All at the same time, each on its own connection; those that are told to wait are sent again one by one.
  [[nodiscard]] std::vector<Delivery> send_together(std::vector<Request> requests, const std::string& purpose,
                                                    const std::vector<std::string>& actors,
                                                    On401 on_401 = On401::renew);

 private:
  Sent transport_filled(const Request& filled);
  Sent transport(const Request& request, On401 on_401);
  std::vector<Sent> transport_together(std::span<const Request> requests, On401 on_401);
  Delivery settle(Request request, std::string purpose, std::string actor, Sent sent, On401 on_401);

  Transport* transport_;
  Silence* silence_;
  Pace* pace_;
  Patience patience_;
  std::stop_token stop_;
  Credentials* credentials_;
};

/// The wait that a Retry-After value asks for (RFC 9110 section 10.2.3: seconds or a date), or nothing when it is
/// neither.
[[nodiscard]] std::optional<std::chrono::seconds> parse_retry_after(std::string_view value,
                                                                    std::chrono::system_clock::time_point now);

}  // namespace conform
