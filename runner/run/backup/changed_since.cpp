#include "run/backup/changed_since.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

namespace conform {
namespace {

constexpr std::string_view cleared_key = "null";

/// By name, every key that one of the originals has there; absent is cleared.
using Possible = std::map<std::string, std::set<std::string, std::less<>>, std::less<>>;

Possible possible_of(const std::vector<ValueKeys>& snapshots) {
  Possible possible;
  for (const ValueKeys& keys : snapshots) {
    for (const auto& [name, key] : keys) possible[name].insert(key);
  }
  for (auto& [name, keys] : possible) {
    const bool everywhere = std::ranges::all_of(
        snapshots, [&, &wanted = name](const ValueKeys& value_keys) { return value_keys.contains(wanted); });
    if (!everywhere) keys.emplace(cleared_key);
  }
  return possible;
}

/// The attribute that a key is of: "address" for "address/street".
std::string_view outer_name(std::string_view name) { return name.substr(0, name.find('/')); }

bool is_there(const ValueKeys& keys, std::string_view outer) {
  return std::ranges::any_of(keys, [&](const auto& key) { return outer_name(key.first) == outer; });
}

}  // namespace

std::vector<std::string> changed_since(const StoredJson& record, const StoredJson& attributes, const Traces& traces,
                                       const RecordShape& shape) {
  std::vector<std::string> changed;
  const auto is_explained = [&](std::string_view resource, const Possible& possible, const std::string& name,
                                std::string_view key) {
    const auto found = possible.find(name);
    if (found != possible.end() && found->second.contains(key)) return true;
    if (found == possible.end() && key == cleared_key) return true;
    return traces.written.has(resource, name, key);
  };
  const auto collect = [&](StoredJson UserSnapshot::*part) {
    std::vector<ValueKeys> all;
    for (const UserSnapshot* original : traces.snapshots) {
      if (original->*part) all.push_back(keys_of(*(original->*part).value));
    }
    return all;
  };
  if (record) {
    const Possible possible = possible_of(collect(&UserSnapshot::record));
    const ValueKeys now = keys_of(*record.value);
    const auto counts = [&](std::string_view name) {
      const std::string_view outer = outer_name(name);
      return !shape.server_managed.contains(outer) &&
             std::ranges::find(shape.attributes, outer) != shape.attributes.end();
    };
    for (const auto& [name, key] : now) {
      if (counts(name) && !is_explained("record", possible, name, key)) changed.push_back(name);
    }
    for (const auto& [name, keys] : possible) {
      if (!counts(name) || now.contains(name)) continue;
      // An attribute that is gone as a whole was cleared as a whole.
      const std::string whole = is_there(now, outer_name(name)) ? name : std::string{outer_name(name)};
      if (!is_explained("record", possible, name, cleared_key) && !traces.written.has("record", whole, cleared_key))
        changed.push_back(name);
    }
  }
  if (attributes) {
    const Possible possible = possible_of(collect(&UserSnapshot::custom_attributes));
    const ValueKeys now = keys_of(*attributes.value);
    for (const auto& [name, keys] : possible) {
      const auto found = now.find(name);
      const std::string_view key = found == now.end() ? cleared_key : std::string_view{found->second};
      if (!is_explained("attributes", possible, name, key)) changed.push_back("/attributes " + name);
    }
  }
  return changed;
}

}  // namespace conform
