#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <stop_token>
#include <string>

#include "http/transport.hpp"

namespace conform {

/// How many requests a run may send. Thread-safe.
class RequestBudget {
 public:
  /// `most` 0: any number. `end` is asked to stop when a request is asked for beyond it.
  RequestBudget(std::size_t most, std::stop_source end) : most_{most}, end_{std::move(end)} {}

  /// Takes so many requests, which may then be sent. False: fewer are left, and from now on none is.
  [[nodiscard]] bool take(std::size_t requests);
  /// True when a request was refused.
  [[nodiscard]] bool is_spent() const { return spent_; }
  /// "the run has sent its 100 requests (--max-requests)"
  [[nodiscard]] std::string reason() const;

 private:
  std::size_t most_;
  std::stop_source end_;
  std::atomic<std::size_t> taken_{0};
  std::atomic<bool> spent_{false};
};

/// Passes requests on as long as the budget, which outlives it, has some left. Others are refused, unsent, as
/// TransportErrorKind::interrupted.
[[nodiscard]] std::unique_ptr<Transport> make_budgeted(std::unique_ptr<Transport> transport, RequestBudget& budget);

}  // namespace conform
