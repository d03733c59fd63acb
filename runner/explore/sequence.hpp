#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>

#include "explore/explore_table.hpp"

namespace conform {

/// The sequence of that number as a case of a case file would have it. A pure function: the same arguments give the
/// same bytes. It uses what the limits allow, and nothing that a server says.
[[nodiscard]] nlohmann::json sequence_source(const ExploreTable& table, const ExploreLimits& limits, std::uint64_t seed,
                                             std::size_t index);

/// How many requests its steps send.
[[nodiscard]] std::size_t planned_requests(const nlohmann::json& sequence);

}  // namespace conform
