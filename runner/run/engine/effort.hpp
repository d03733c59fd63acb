#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace conform {

/// What decides how long a run takes, as far as it is known before its first case.
struct Pacing {
  std::chrono::microseconds response_time{};  ///< median
  std::chrono::nanoseconds interval{};        ///< between two requests, by the rate; 0: none
  std::size_t workers = 1;
};

/// How long so many requests take, about.
[[nodiscard]] std::chrono::duration<double> time_of(std::size_t requests, const Pacing& pacing);

/// "about 13500 requests, which take about 3 min"
[[nodiscard]] std::string effort_text(std::size_t requests, const Pacing& pacing);

}  // namespace conform
