#include "explore/limits.hpp"

#include "run/engine/target_settings.hpp"

namespace conform {

ExploreLimits limits_of(const Suite& suite, const Target& target, bool is_loopback) {
  ExploreLimits limits{.version = target.api_version, .users = target.users.size()};
  limits.without_attributes.insert(target.server_managed.begin(), target.server_managed.end());
  limits.without_attributes.insert(target.protected_attributes.begin(), target.protected_attributes.end());
  for (const auto& [name, user] : special_actors_of(target)) limits.actors.insert(name);
  if (const Contract* contract = suite.contract(target.api_version)) {
    for (const Operation& operation : contract->operations) {
      if (!target.operations || target.operations->contains(operation.id)) limits.operations.insert(operation.id);
    }
  }
  limits.slow_writings = is_loopback;
  limits.many_refused_tokens = is_loopback;
  return limits;
}

}  // namespace conform
