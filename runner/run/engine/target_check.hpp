#pragma once

#include <chrono>
#include <stop_token>
#include <string>
#include <vector>

#include "run/engine/engine.hpp"
#include "run/engine/preflight.hpp"
#include "suite/suite.hpp"
#include "target/target.hpp"

namespace conform {

/// What GET and token requests show of a target.
struct TargetCheck {
  std::string unreachable;                    ///< why no actor could be asked; empty: they were
  std::vector<ActorCheck> actors;             ///< the pool first
  std::size_t requests = 0;                   ///< that were sent to the server
  std::chrono::microseconds response_time{};  ///< median
  std::chrono::nanoseconds interval{};        ///< between two requests, by the rate of the target; 0: none
  /// True when the server treats every actor as it must, as far as reading shows it.
  [[nodiscard]] bool holds() const;
};

/// The reading half of a run's preflight: gets every token and asks the server about every actor by GET. Changes
/// nothing. `options` name the connection to token providers; of the rest nothing counts.
[[nodiscard]] TargetCheck check_target(const Suite& suite, const Target& target, const RunOptions& options,
                                       const MakeTransport& make_transport, const std::stop_token& stop);

/// The proxy of requests to a target and where it comes from, in words without secrets: "none", "http://proxy:3128
/// (from https_proxy)".
[[nodiscard]] std::string describe_route(const Target& target);

}  // namespace conform
