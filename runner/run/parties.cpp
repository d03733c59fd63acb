#include "run/parties.hpp"

#include <algorithm>

namespace conform {

Party party_of(const PoolUser& user) { return {.actor = user.actor, .id = user.id, .token = user.token}; }

std::map<std::string, Party, std::less<>> specials_of(const Target& target) {
  std::map<std::string, Party, std::less<>> specials;
  for (const auto& [name, actor] : target.actors) {
    const bool pooled = std::ranges::any_of(
        target.users, [&, &actor_name = name](const TargetUser& user) { return user.actor == actor_name; });
    if (!pooled && actor.user_id)
      specials.emplace(name, Party{.actor = name, .id = *actor.user_id, .token = actor.token});
  }
  return specials;
}

Restraints restraints_of(const Target& target, const std::string& suite_version) {
  return {.server_managed = {target.server_managed.begin(), target.server_managed.end()},
          .kept = {target.protected_attributes.begin(), target.protected_attributes.end()},
          .user_agent = "conform/" + suite_version};
}

}  // namespace conform
