#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>

namespace conform::test {

/// One request to a server of a target file, and its response's status and JSON (null when there is none).
struct Asked {
  int status = 0;
  nlohmann::json body;
};
[[nodiscard]] Asked ask_as(const nlohmann::json& target, const std::string& actor, const std::string& method,
                           const std::string& path, const nlohmann::json& body = nullptr);

/// What every user of the pool of a target has: by actor the attributes of the record, and of /attributes those keys
/// that `known` has for that actor (all, where it has none), each as JSON text.
using Everything = std::map<std::string, std::string>;
[[nodiscard]] Everything everything(const nlohmann::json& target,
                                    const std::map<std::string, nlohmann::json>& known = {});

/// Gives each user of the pool a record and /attributes unlike any that the suite writes.
void make_unmistakable(const nlohmann::json& target);

/// The /attributes that `make_unmistakable` sets, by actor.
[[nodiscard]] std::map<std::string, nlohmann::json> known_attributes(const nlohmann::json& target);

}  // namespace conform::test
