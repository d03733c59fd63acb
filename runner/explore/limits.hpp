#pragma once

#include "explore/explore_table.hpp"
#include "target/target.hpp"

namespace conform {

/// What a target lets sequences do, by its file alone. Off loopback nothing slow is written and few tokens are wrong.
[[nodiscard]] ExploreLimits limits_of(const Suite& suite, const Target& target, bool is_loopback);

}  // namespace conform
