#pragma once

#include <map>
#include <string>

#include "check/record.hpp"
#include "model/diagnostic.hpp"
#include "run/case/environment.hpp"
#include "run/case/prepare_request.hpp"
#include "run/client/retrying_client.hpp"
#include "suite/suite.hpp"
#include "target/target.hpp"

namespace conform {

/// The actors of a target that have a record of their own outside of the pool: "reader", "admin" …
[[nodiscard]] std::map<std::string, User, std::less<>> special_actors_of(const Target& target);

/// What identifies each user of a target and each special actor, no two alike.
[[nodiscard]] std::map<std::string, OwnValues, std::less<>> own_values_of(const Target& target);

/// The attributes that the oracle speaks of: those that the fixtures have samples for.
[[nodiscard]] RecordShape shape_of(const Fixtures& fixtures, const Target& target);

/// How long the run tolerates this target.
[[nodiscard]] RetryPolicy retry_policy_of(const Target& target);

/// The fields that every request to this target carries. A User-Agent is always one: "conform/1.0.0", unless the target
/// has another.
[[nodiscard]] Headers headers_of(const Target& target, const std::string& suite_version = {});

/// What a target forbids or cannot take.
[[nodiscard]] WriteConstraints constraints_of(const Target& target);

/// What the server has committed itself to: observation → reading. "address" is a short name for the one reading of
/// addresses that is open.
[[nodiscard]] std::map<std::string, std::string, std::less<>> pins_of(const Target& target);

/// Pins of observations or readings that the suite does not know: they would pin nothing, silently. `file`: what the
/// problems name.
[[nodiscard]] Diagnostics unknown_pins(const Target& target, const Suite& suite, const std::string& file);

}  // namespace conform
