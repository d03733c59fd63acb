#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "model/diagnostic.hpp"
#include "model/run_result.hpp"
#include "plan/plan.hpp"
#include "target/target.hpp"

namespace conform {

/// One of several runs that share a plan: "3/8".
struct Shard {
  std::size_t index = 1;  ///< from 1 to total
  std::size_t total = 1;
  friend bool operator==(const Shard&, const Shard&) = default;
};

inline constexpr std::size_t most_shards = 1024;

/// "3/8". The problem names the flag.
[[nodiscard]] Result<Shard> parse_shard(std::string_view text);
[[nodiscard]] std::string to_string(const Shard& shard);

/// How long cases took in an earlier run, by id.
using Timings = std::map<std::string, std::chrono::microseconds, std::less<>>;
[[nodiscard]] Timings timings_of(const RunResult& result);

/// The shard, from 1, of each case id. Without timings by a hash of the id alone, so that a case that is added or
/// removed moves no other. With timings so that shards take about equally long: the longest first, each to the shard
/// with the least so far; a case without a time counts as the mean of the others. All shards need the same timings.
[[nodiscard]] std::vector<std::size_t> assign_shards(const std::vector<std::string>& case_ids, std::size_t total,
                                                     const Timings& timings);

/// What a shard runs of a plan, and what its record says of it.
struct PartOfPlan {
  Plan plan;
  ShardInfo info;
};
[[nodiscard]] PartOfPlan part_of(const Plan& plan, const Shard& shard, const Timings& timings);

/// The users of a target's pool that are the shard's alone. A problem when there are not enough for every shard to run
/// what one run with the whole pool could.
[[nodiscard]] Result<std::vector<User>> users_of(const std::vector<User>& pool, const Plan& whole, const Shard& shard);

}  // namespace conform
