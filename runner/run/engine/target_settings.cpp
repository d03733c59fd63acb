#include "run/engine/target_settings.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/suggest.hpp"
#include "json/pointer.hpp"

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

WriteConstraints constraints_of(const Target& target) {
  return {.server_managed = {target.server_managed.begin(), target.server_managed.end()},
          .protected_attributes = {target.protected_attributes.begin(), target.protected_attributes.end()}};
}

namespace {

constexpr const char* address = "address-on-partial-patch";

}  // namespace

std::map<std::string, std::string, std::less<>> pins_of(const Target& target) {
  auto pins = target.pins;
  if (const auto found = pins.find("address"); found != pins.end()) {
    pins.insert_or_assign(address, found->second);
    pins.erase("address");
  }
  return pins;
}

Diagnostics unknown_pins(const Target& target, const Suite& suite, const std::string& file) {
  std::map<std::string, std::vector<std::string>, std::less<>> known;
  for (const Requirement& requirement : suite.rules.requirements()) {
    if (!requirement.observation.empty()) known.emplace(requirement.observation, requirement.alternatives);
  }
  std::vector<std::string> names;
  for (const auto& [name, alternatives] : known) names.push_back(name);
  Diagnostics diagnostics;
  const auto add_diagnostic = [&](const std::string& pin, std::string message, std::string hint) {
    diagnostics.push_back(
        Diagnostic::about_place(file, "/pins/" + escape_token(pin), std::move(message), std::move(hint)));
  };
  for (const auto& [pin, interpretation] : target.pins) {
    const auto found = known.find(pin == "address" ? address : pin);
    if (found == known.end()) {
      const std::string meant = did_you_mean(pin, names);
      add_diagnostic(pin, "unknown observation \"" + pin + "\"",
                     meant.empty() ? "docs/open-readings.md lists them" : meant);
    } else if (std::ranges::find(found->second, interpretation) == found->second.end()) {
      std::string list;
      for (const std::string& one : found->second) list += (list.empty() ? "" : ", ") + one;
      add_diagnostic(pin, "\"" + interpretation + "\" is not an interpretation of " + found->first, "it has: " + list);
    }
  }
  return diagnostics;
}

}  // namespace conform
