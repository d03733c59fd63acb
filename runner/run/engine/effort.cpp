#include "run/engine/effort.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace conform {
namespace {

// A run is not as regular as a stopwatch: more digits would be wrong.
std::string roughly(std::chrono::duration<double> time) {
  constexpr std::chrono::duration<double> few{10};
  constexpr std::chrono::duration<double> minute_and_a_half{90};
  if (time < few) return "a few seconds";
  if (time < minute_and_a_half) return fmt::format("about {:.0f} s", std::ceil(time.count() / 10) * 10);
  return fmt::format("about {:.0f} min", std::ceil(time.count() / 60));
}

}  // namespace

std::chrono::duration<double> time_of(std::size_t requests, const Pacing& pacing) {
  using Seconds = std::chrono::duration<double>;
  const Seconds each = Seconds{pacing.response_time} / static_cast<double>(std::max<std::size_t>(1, pacing.workers));
  return static_cast<double>(requests) * std::max(each, Seconds{pacing.interval});
}

std::string effort_text(std::size_t requests, const Pacing& pacing) {
  constexpr std::chrono::duration<double, std::milli> own_time{0.3};  // of each request, in this program
  return fmt::format("about {} requests, which take {}", requests,
                     roughly(time_of(requests, pacing) + static_cast<double>(requests) * own_time));
}

}  // namespace conform
