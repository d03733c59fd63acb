#pragma once

#include <map>
#include <string>

#include "run/compose.hpp"
#include "run/environment.hpp"
#include "target/target.hpp"

namespace conform {

[[nodiscard]] Party party_of(const PoolUser& user);

/// The actors of a target that have a record of their own outside of the pool: "reader", "admin" …
[[nodiscard]] std::map<std::string, Party, std::less<>> specials_of(const Target& target);

/// What a target forbids or cannot take.
[[nodiscard]] Restraints restraints_of(const Target& target, const std::string& suite_version);

}  // namespace conform
