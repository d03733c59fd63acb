#pragma once

#include <optional>

#include "model/diagnostic.hpp"
#include "plan/shard.hpp"
#include "session/run_command.hpp"
#include "suite/aliases.hpp"
#include "target/target.hpp"

namespace conform {

/// The part of the plan that the command line or the engine's environment asks for; nothing when it is the whole. With
/// `shared` the target is one that other shards write to as well: it then keeps only the users that are this shard's.
/// `aliases`: for the ids in the result that --timings names.
[[nodiscard]] Result<std::optional<PartOfPlan>> asked_part(const RunCommand& command, const Plan& plan, Target& target,
                                                           bool shared, const Aliases& aliases);

}  // namespace conform
