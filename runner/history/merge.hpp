#pragma once

#include <string>
#include <vector>

#include "model/diagnostic.hpp"
#include "model/run_result.hpp"

namespace conform {

/// A record and the file it came from, for messages.
struct NamedResult {
  std::string name;
  RunResult result;
};

/// Joins the records of all shards of one plan, in any order, into the record that one run would have made: verdicts in
/// plan order, states of requirements, observations, notes, totals and conclusion. It begins with the first shard and
/// lasts until the last one was over. A shard that is missing or there twice, a case in two of them or in none, and
/// records of different suites, targets, versions of the API, plans, failing levels or known failures are problems, all
/// reported at once.
[[nodiscard]] Result<RunResult> merge_shards(std::vector<NamedResult> results);

}  // namespace conform
