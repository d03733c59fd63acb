#include "run/target_settings.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace conform {

std::map<std::string, User, std::less<>> special_actors_of(const Target& target) {
  std::map<std::string, User, std::less<>> special_actors;
  for (const auto& [name, actor] : target.actors) {
    const bool pooled = std::ranges::any_of(
        target.users, [&, &actor_name = name](const User& user) { return user.actor == actor_name; });
    if (!pooled && actor.user_id)
      special_actors.emplace(name, User{.id = *actor.user_id, .actor = name, .token = actor.token});
  }
  return special_actors;
}

std::map<std::string, OwnValues, std::less<>> own_values_of(const Target& target) {
  std::vector<std::string> ids;
  for (const User& user : target.users) ids.push_back(user.id);
  for (const auto& [name, user] : special_actors_of(target)) ids.push_back(user.id);
  return own_values_of_all(std::move(ids));
}

RecordShape shape_of(const Fixtures& fixtures, const Target& target) {
  RecordShape shape;
  shape.attributes = fixtures.attributes();
  if (const auto list = fixtures.lists.find("formattedAttributes"); list != fixtures.lists.end())
    shape.formatted = list->second->get<std::set<std::string, std::less<>>>();
  constexpr std::string_view member_of = "address/";
  for (const auto& [name, values] : fixtures.samples) {
    if (name.starts_with(member_of)) shape.address_members.push_back(name.substr(member_of.size()));
  }
  // Attributes of the server's own invention ("updatedAt") may change as it likes: the contract does not know them.
  for (const std::string& name : target.server_managed) {
    if (name == "createdAt" || fixtures.samples.contains(name)) shape.server_managed.insert(name);
  }
  return shape;
}

RetryPolicy retry_policy_of(const Target& target) {
  RetryPolicy retry_policy;
  retry_policy.budget = static_cast<int>(target.transport.retry_budget);
  return retry_policy;
}

Headers headers_of(const Target& target, const std::string& suite_version) {
  Headers headers;
  for (const TargetHeader& header : target.headers) headers.push_back({.name = header.name, .value = header.value});
  if (!find_header(headers, "User-Agent"))
    headers.push_back({"User-Agent", suite_version.empty() ? "conform" : "conform/" + suite_version});
  return headers;
}

WriteConstraints constraints_of(const Target& target, const std::string& suite_version) {
  const Headers headers = headers_of(target, suite_version);
  return {.server_managed = {target.server_managed.begin(), target.server_managed.end()},
          .protected_attributes = {target.protected_attributes.begin(), target.protected_attributes.end()},
          .user_agent = std::string{*find_header(headers, "User-Agent")}};
}

}  // namespace conform
